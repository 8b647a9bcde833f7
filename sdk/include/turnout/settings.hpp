// Values of a plugin's settings, from the text of the properties file.
#pragma once
#include <turnout/abi.h>
#include <turnout/decode.hpp>
#include <turnout/errors.hpp>

#include <array>
#include <charconv>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace turnout {

/// A number of bytes: `512k`, `4g`, or plain `1048576` (k, m, g, t: powers of 1024).
struct byte_size {
    std::uint64_t count = 0;

    friend constexpr bool operator==(byte_size, byte_size) = default;
};

/// What the text of a setting has to be.
enum class setting_type : turnout_setting_type {
    text = TURNOUT_SETTING_TEXT,
    boolean = TURNOUT_SETTING_BOOL,
    integer = TURNOUT_SETTING_INTEGER,
    number = TURNOUT_SETTING_NUMBER,
    duration = TURNOUT_SETTING_DURATION,
    size = TURNOUT_SETTING_SIZE,
    path = TURNOUT_SETTING_PATH
};

/// What a plugin says of a setting that it understands: `static constexpr turnout::setting settings[] = {...}`.
struct setting {
    std::string_view key;
    std::string_view help = {}; ///< one line
    setting_type type = setting_type::text;
    bool required = false;          ///< the host refuses to start the plugin without it
    std::string_view fallback = {}; ///< what config() finds when it is not set; nothing: no default
};

namespace detail {

using unit = std::pair<std::string_view, std::uint64_t>;
inline constexpr std::array<unit, 5> size_units{
    {{"", 1}, {"k", 1ULL << 10}, {"m", 1ULL << 20}, {"g", 1ULL << 30}, {"t", 1ULL << 40}}};
inline constexpr std::array<unit, 5> duration_units{
    {{"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};

template <class T> inline constexpr bool is_duration = false;
template <class Rep, class Period> inline constexpr bool is_duration<std::chrono::duration<Rep, Period>> = true;

/// A whole number with one of the units, multiplied out; empty if it is none, or too large.
template <std::size_t Count>
std::optional<std::uint64_t> with_unit(std::string_view text, const std::array<unit, Count>& units) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return std::nullopt;
    const std::string_view rest = text.substr(static_cast<std::size_t>(end - text.data()));
    for (const auto& [name, factor] : units) {
        if (name != rest) continue;
        if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) / factor) return std::nullopt;
        return number * factor;
    }
    return std::nullopt;
}

template <class T> T parse_number(const std::string& key, std::string_view text, const char* expected) {
    T number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) {
        throw config_error(key, std::string{"is not "} + expected);
    }
    return number;
}

} // namespace detail

/// `text` as a T: std::string, bool, a number, a std::chrono duration, byte_size or std::filesystem::path. Throws
/// config_error that names `key` (the whole one).
template <class T> T parse_setting(const std::string& key, std::string_view text) {
    const auto refuse = [&](const char* expected) {
        throw config_error(key, std::string{"is not "} + expected); // without the value: it may be a secret
    };
    if constexpr (std::same_as<T, std::string>) {
        return std::string{text};
    } else if constexpr (std::same_as<T, std::filesystem::path>) {
        if (text.empty()) refuse("a path");
        return std::filesystem::path{std::string{text}};
    } else if constexpr (std::same_as<T, bool>) {
        if (text != "true" && text != "false") refuse("true or false");
        return text == "true";
    } else if constexpr (std::integral<T>) {
        const auto number = detail::parse_number<std::int64_t>(key, text, "a whole number");
        if (!std::in_range<T>(number)) refuse(number < 0 ? "a number that is not negative" : "a smaller number");
        return static_cast<T>(number);
    } else if constexpr (std::floating_point<T>) {
        return detail::parse_number<T>(key, text, "a number");
    } else if constexpr (std::same_as<T, byte_size>) {
        const auto bytes = detail::with_unit(text, detail::size_units);
        if (!bytes) refuse("a size like 512k or 4g");
        return byte_size{*bytes};
    } else if constexpr (detail::is_duration<T>) {
        const auto length = detail::with_unit(text, detail::duration_units);
        if (!length) refuse("a duration like 250ms, 10s or 24h");
        return std::chrono::duration_cast<T>(std::chrono::milliseconds{static_cast<std::int64_t>(*length)});
    } else {
        static_assert(
            detail::always_false<T>,
            "turnout: config<T>() knows std::string, bool, numbers, std::chrono durations, turnout::byte_size "
            "and std::filesystem::path");
    }
}

/// Whether a host takes `text` for a setting of this type; else throws config_error that names `key` (the whole one).
inline void check_setting(const std::string& key, setting_type type, std::string_view text) {
    switch (type) {
    case setting_type::boolean: static_cast<void>(parse_setting<bool>(key, text)); return;
    case setting_type::integer: static_cast<void>(parse_setting<std::int64_t>(key, text)); return;
    case setting_type::number: static_cast<void>(parse_setting<double>(key, text)); return;
    case setting_type::duration: static_cast<void>(parse_setting<std::chrono::milliseconds>(key, text)); return;
    case setting_type::size: static_cast<void>(parse_setting<byte_size>(key, text)); return;
    case setting_type::path: static_cast<void>(parse_setting<std::filesystem::path>(key, text)); return;
    case setting_type::text: return;
    }
    // A type of a later version is a text here.
}

} // namespace turnout
