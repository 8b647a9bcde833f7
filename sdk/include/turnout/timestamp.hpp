// Moments as EventSub writes them: RFC 3339 with up to nine digits of fraction.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace turnout {

/// UTC, nanoseconds since 1970.
using timestamp = std::chrono::sys_time<std::chrono::nanoseconds>;

namespace detail {

/// Takes exactly `digits` digits off the front; -1 if they are not there.
constexpr int take_digits(std::string_view& text, std::size_t digits) {
    if (text.size() < digits) return -1;
    int result = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        if (text[i] < '0' || text[i] > '9') return -1;
        result = result * 10 + (text[i] - '0');
    }
    text.remove_prefix(digits);
    return result;
}

constexpr bool take_char(std::string_view& text, char wanted) {
    if (text.empty() || text.front() != wanted) return false;
    text.remove_prefix(1);
    return true;
}

constexpr bool is_digit(std::string_view text) {
    return !text.empty() && text.front() >= '0' && text.front() <= '9';
}

/// "Z" or an offset like "+01:30"; empty optional if neither.
constexpr std::optional<std::chrono::minutes> take_offset(std::string_view& text) {
    if (take_char(text, 'Z') || take_char(text, 'z')) return std::chrono::minutes{0};
    const bool behind = take_char(text, '-');
    if (!behind && !take_char(text, '+')) return std::nullopt;
    const int hours = take_digits(text, 2);
    if (!take_char(text, ':')) return std::nullopt;
    const int minutes = take_digits(text, 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
    return std::chrono::minutes{(behind ? -1 : 1) * (hours * 60 + minutes)};
}

} // namespace detail

/// Strict; empty if the text is no RFC 3339 moment between the years 1678 and 2261 (what 64 bits of nanoseconds hold).
constexpr std::optional<timestamp> parse_timestamp(std::string_view text) {
    using namespace std::chrono; // NOLINT(google-build-using-namespace): function scope
    const int y = detail::take_digits(text, 4);
    if (y < 1678 || y > 2261 || !detail::take_char(text, '-')) return std::nullopt;
    const int m = detail::take_digits(text, 2);
    if (!detail::take_char(text, '-')) return std::nullopt;
    const int d = detail::take_digits(text, 2);
    if (!detail::take_char(text, 'T') && !detail::take_char(text, 't')) return std::nullopt;
    const int h = detail::take_digits(text, 2);
    if (!detail::take_char(text, ':')) return std::nullopt;
    const int min = detail::take_digits(text, 2);
    if (!detail::take_char(text, ':')) return std::nullopt;
    const int s = detail::take_digits(text, 2);
    if (m < 1 || d < 1 || h < 0 || h > 23 || min < 0 || min > 59 || s < 0 || s > 60) return std::nullopt;
    const year_month_day date{year{y}, month{static_cast<unsigned>(m)}, day{static_cast<unsigned>(d)}};
    if (!date.ok()) return std::nullopt;
    nanoseconds fraction{0};
    if (detail::take_char(text, '.')) {
        if (!detail::is_digit(text)) return std::nullopt;
        std::int64_t scale = 100'000'000;
        for (; detail::is_digit(text); text.remove_prefix(1), scale /= 10) {
            if (scale == 0) return std::nullopt;
            fraction += nanoseconds{(text.front() - '0') * scale};
        }
    }
    const auto offset = detail::take_offset(text);
    if (!offset || !text.empty()) return std::nullopt;
    return timestamp{sys_days{date}} + hours{h} + minutes{min} - *offset + seconds{s} + fraction;
}

/// `2026-03-14T18:22:07.412903117Z`; a fraction only if there is one, without trailing zeros.
inline std::string format_timestamp(timestamp when) {
    using namespace std::chrono; // NOLINT(google-build-using-namespace): function scope
    const auto midnight = floor<days>(when);
    const year_month_day date{midnight};
    const hh_mm_ss time{when - midnight};
    std::string result;
    const auto number = [&](std::int64_t value, std::size_t digits) {
        const std::string plain = std::to_string(value);
        result.append(digits > plain.size() ? digits - plain.size() : 0, '0').append(plain);
    };
    number(static_cast<int>(date.year()), 4);
    result += '-';
    number(static_cast<unsigned>(date.month()), 2);
    result += '-';
    number(static_cast<unsigned>(date.day()), 2);
    result += 'T';
    number(time.hours().count(), 2);
    result += ':';
    number(time.minutes().count(), 2);
    result += ':';
    number(time.seconds().count(), 2);
    if (time.subseconds().count() != 0) {
        result += '.';
        number(time.subseconds().count(), 9);
        result.erase(result.find_last_not_of('0') + 1);
    }
    return result += 'Z';
}

} // namespace turnout
