// Values with units, read strictly: the whole text must be the value.
#pragma once
#include "core/config/config.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace turnout::config {

/// Why a text is no value of its type. `what` is said of the value and never quotes it: "is not a duration: ...".
struct Refusal {
    std::string what;
    std::string suggestion; ///< may be made from the value; empty: none
};

template <class T> using Outcome = std::variant<T, Refusal>;

struct DurationRange {
    Milliseconds min{0}, max{0};

    friend bool operator==(const DurationRange&, const DurationRange&) = default;
};

/// Digits only.
Outcome<std::uint64_t> parse_count(std::string_view text);
/// A whole number and one of ms, s, m, h, d.
Outcome<Milliseconds> parse_duration(std::string_view text);
/// Two durations, "1s..5m", the first not above the second.
Outcome<DurationRange> parse_duration_range(std::string_view text);
/// A whole number of bytes, or of k, m, g, t (powers of 1024; capitals are the same).
Outcome<std::uint64_t> parse_size(std::string_view text);
/// "true" or "false".
Outcome<bool> parse_boolean(std::string_view text);
/// "0.0.0.0:8080", "[::1]:8080", "*:8080" or ":8080" (every address, IPv4 and IPv6). Names are not looked up.
Outcome<Address> parse_address(std::string_view text);

/// The shortest text that parses to the same value.
std::string format_duration(Milliseconds value);
std::string format_size(std::uint64_t bytes);
std::string format_address(const Address& address);

} // namespace turnout::config
