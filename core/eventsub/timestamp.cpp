#include "core/eventsub/timestamp.hpp"

#include <array>
#include <cstdint>

namespace turnout::eventsub {

namespace {

/// Eats its text from the front; once something did not fit, everything after fails too.
class Cursor {
public:
    explicit Cursor(std::string_view text) : text_(text) {}

    /// Exactly `digits` decimal digits with a value from `low` to `high`.
    int number(std::size_t digits, int low, int high) {
        int value = 0;
        for (std::size_t i = 0; i < digits; ++i) value = value * 10 + digit();
        good_ = good_ && value >= low && value <= high;
        return value;
    }

    void expect(char wanted) {
        if (!eat(wanted)) good_ = false;
    }

    bool eat(char wanted) {
        if (text_.empty() || text_.front() != wanted) return false;
        text_.remove_prefix(1);
        return true;
    }

    /// 1 to 9 digits as nanoseconds.
    int fraction() {
        int value = 0, places = 0;
        while (places < 9 && !text_.empty() && is_digit(text_.front())) {
            value = value * 10 + digit();
            ++places;
        }
        good_ = good_ && places > 0;
        for (; places < 9; ++places) value *= 10;
        return value;
    }

    bool complete() const { return good_ && text_.empty(); }

private:
    static bool is_digit(char c) { return c >= '0' && c <= '9'; }

    int digit() {
        if (text_.empty() || !is_digit(text_.front())) {
            good_ = false;
            return 0;
        }
        const int value = text_.front() - '0';
        text_.remove_prefix(1);
        return value;
    }

    std::string_view text_;
    bool good_ = true;
};

/// The letters may be small (RFC 3339, 5.6).
std::chrono::minutes read_offset(Cursor& cursor) {
    if (cursor.eat('Z') || cursor.eat('z')) return {};
    const bool west = cursor.eat('-');
    if (!west) cursor.expect('+');
    const std::chrono::hours hours{cursor.number(2, 0, 23)};
    cursor.expect(':');
    const auto offset = hours + std::chrono::minutes{cursor.number(2, 0, 59)};
    return west ? -offset : offset;
}

} // namespace

std::optional<Time> parse_timestamp(std::string_view text) {
    using namespace std::chrono;
    Cursor cursor{text};
    const year year_{cursor.number(4, 1678, 2261)};
    cursor.expect('-');
    const month month_{static_cast<unsigned>(cursor.number(2, 1, 12))};
    cursor.expect('-');
    const day day_{static_cast<unsigned>(cursor.number(2, 1, 31))};
    if (!cursor.eat('t')) cursor.expect('T');
    const hours hour{cursor.number(2, 0, 23)};
    cursor.expect(':');
    const minutes minute{cursor.number(2, 0, 59)};
    cursor.expect(':');
    const seconds second{cursor.number(2, 0, 59)};
    const nanoseconds fraction{cursor.eat('.') ? cursor.fraction() : 0};
    const minutes offset = read_offset(cursor);
    const year_month_day date{year_, month_, day_};
    if (!cursor.complete() || !date.ok()) return std::nullopt;
    return sys_days{date} + hour + minute + second + fraction - offset;
}

std::string format_timestamp(Time time) {
    using namespace std::chrono;
    const auto date = floor<days>(time);
    const year_month_day day{date};
    const hh_mm_ss clock{time - date};
    std::string text = "0000-00-00T00:00:00.000000000Z";
    const auto put = [&text](std::size_t end, std::int64_t value) {
        for (; value > 0; value /= 10) text[--end] = static_cast<char>('0' + value % 10);
    };
    put(4, static_cast<int>(day.year()));
    put(7, static_cast<unsigned>(day.month()));
    put(10, static_cast<unsigned>(day.day()));
    put(13, clock.hours().count());
    put(16, clock.minutes().count());
    put(19, clock.seconds().count());
    put(29, clock.subseconds().count());
    return text;
}

} // namespace turnout::eventsub
