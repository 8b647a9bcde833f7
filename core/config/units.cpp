#include "core/config/units.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>

namespace turnout::config {
namespace {

struct Unit {
    std::string_view name;
    std::uint64_t factor;
};

constexpr std::array duration_units{Unit{"d", 86'400'000}, Unit{"h", 3'600'000}, Unit{"m", 60'000}, Unit{"s", 1'000},
                                    Unit{"ms", 1}};
constexpr std::array size_units{Unit{"t", std::uint64_t{1} << 40}, Unit{"g", std::uint64_t{1} << 30},
                                Unit{"m", std::uint64_t{1} << 20}, Unit{"k", std::uint64_t{1} << 10}, Unit{"", 1}};

constexpr auto too_large = "is too large";

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

struct Quantity {
    std::uint64_t number = 0;
    std::string unit; ///< in small letters
    bool overflow = false;
};

/// Digits and then letters; nothing if it is not that.
std::optional<Quantity> split(std::string_view text) {
    const auto* const unit = std::find_if_not(text.begin(), text.end(), is_digit);
    if (unit == text.begin()) return {};
    Quantity result;
    result.overflow = std::from_chars(text.begin(), unit, result.number).ec == std::errc::result_out_of_range;
    for (char c : std::string_view(unit, text.end())) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        if (c < 'a' || c > 'z') return {};
        result.unit += c;
    }
    return result;
}

/// number * factor, or nothing if it is above `limit`.
std::optional<std::uint64_t> times(const Quantity& quantity, std::uint64_t factor, std::uint64_t limit) {
    if (quantity.overflow || quantity.number > limit / factor) return {};
    return quantity.number * factor;
}

bool is_address(int family, const std::string& host) {
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    return inet_pton(family, host.c_str(), bytes.data()) == 1;
}

template <std::size_t Size> std::string format(std::uint64_t value, const std::array<Unit, Size>& units) {
    for (const auto& unit : units) {
        if (value != 0 && value % unit.factor == 0) return std::to_string(value / unit.factor).append(unit.name);
    }
    return "0";
}

} // namespace

Outcome<std::uint64_t> parse_count(std::string_view text) {
    const auto quantity = split(text);
    if (!quantity || !quantity->unit.empty()) return Refusal{"is not a whole number", ""};
    if (quantity->overflow) return Refusal{too_large, ""};
    return quantity->number;
}

Outcome<Milliseconds> parse_duration(std::string_view text) {
    const auto quantity = split(text);
    const std::string expected = "a whole number and a unit (ms, s, m, h, d), like 10s";
    if (!quantity) return Refusal{"is not a duration: " + expected, ""};
    if (quantity->unit.empty()) return Refusal{"lacks a unit: " + expected, std::string(text) + "s"};
    // Capitals are refused: M could be meant for months as well as for minutes.
    const auto unit = std::find_if(duration_units.begin(), duration_units.end(), [&](const Unit& known) {
        return text.ends_with(known.name) && quantity->unit == known.name;
    });
    if (unit == duration_units.end()) return Refusal{"has an unknown unit: " + expected, ""};
    const auto value = times(*quantity, unit->factor, std::numeric_limits<std::int64_t>::max());
    if (!value) return Refusal{too_large, ""};
    return Milliseconds(*value);
}

Outcome<DurationRange> parse_duration_range(std::string_view text) {
    const auto dots = text.find("..");
    if (dots == std::string_view::npos) return Refusal{"is not a range of durations, like 1s..5m", ""};
    const auto first = parse_duration(text.substr(0, dots)), second = parse_duration(text.substr(dots + 2));
    for (const auto& end : {first, second}) {
        if (const auto* refusal = std::get_if<Refusal>(&end))
            return Refusal{"is not a range of durations, like 1s..5m: one end " + refusal->what, ""};
    }
    const DurationRange range{std::get<Milliseconds>(first), std::get<Milliseconds>(second)};
    if (range.min > range.max)
        return Refusal{"begins above its end", format_duration(range.max) + ".." + format_duration(range.min)};
    return range;
}

Outcome<std::uint64_t> parse_size(std::string_view text) {
    const auto quantity = split(text);
    const std::string expected = "a whole number of bytes, or of k, m, g, t, like 512k";
    if (!quantity) return Refusal{"is not a size: " + expected, ""};
    const auto unit = std::find_if(size_units.begin(), size_units.end(),
                                   [&](const Unit& known) { return quantity->unit == known.name; });
    if (unit == size_units.end()) return Refusal{"has an unknown unit: " + expected, ""};
    const auto value = times(*quantity, unit->factor, std::numeric_limits<std::int64_t>::max());
    if (!value) return Refusal{too_large, ""};
    return *value;
}

Outcome<bool> parse_boolean(std::string_view text) {
    if (text == "true") return true;
    if (text == "false") return false;
    const bool yes = text == "yes" || text == "on" || text == "1" || text == "True" || text == "TRUE";
    const bool no = text == "no" || text == "off" || text == "0" || text == "False" || text == "FALSE";
    return Refusal{"is neither true nor false", yes ? "true" : no ? "false" : ""};
}

Outcome<Address> parse_address(std::string_view text) {
    const std::string expected = "an IP address and a port, like 127.0.0.1:8080, [::1]:8080, or *:8080 for all";
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return Refusal{"is not " + expected, ""};
    const std::string host(text.substr(0, colon)), port(text.substr(colon + 1));
    const auto number = parse_count(port);
    const auto* value = std::get_if<std::uint64_t>(&number);
    if (value == nullptr || *value > std::numeric_limits<std::uint16_t>::max())
        return Refusal{"does not end with a port (0 to 65535): " + expected, ""};
    Address address{host, static_cast<std::uint16_t>(*value)};
    if (host.empty() || host == "*") return Address{"*", address.port};
    if (host.front() == '[' && host.back() == ']') {
        address.host = host.substr(1, host.size() - 2);
        if (is_address(AF_INET6, address.host)) return address;
        return Refusal{"holds no IPv6 address between its brackets", ""};
    }
    if (is_address(AF_INET, host)) return address;
    if (is_address(AF_INET6, host)) return Refusal{"lacks the brackets of an IPv6 address", "[" + host + "]:" + port};
    return Refusal{"is not " + expected, host == "localhost" ? "127.0.0.1:" + port : ""};
}

std::string format_duration(Milliseconds value) {
    if (value.count() <= 0) return "0s";
    return format(static_cast<std::uint64_t>(value.count()), duration_units);
}

std::string format_size(std::uint64_t bytes) {
    return format(bytes, size_units);
}

std::string format_address(const Address& address) {
    const bool six = address.host.find(':') != std::string::npos;
    return (six ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

} // namespace turnout::config
