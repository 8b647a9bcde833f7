#include "core/config/units.hpp"

#include <doctest/doctest.h>

using namespace turnout::config;
using namespace std::chrono_literals;

namespace {

template <class T> T value(const Outcome<T>& outcome) {
    REQUIRE(std::holds_alternative<T>(outcome));
    return std::get<T>(outcome);
}

template <class T> std::string refusal(const Outcome<T>& outcome) {
    REQUIRE(std::holds_alternative<Refusal>(outcome));
    return std::get<Refusal>(outcome).what;
}

template <class T> std::string suggestion(const Outcome<T>& outcome) {
    REQUIRE(std::holds_alternative<Refusal>(outcome));
    return std::get<Refusal>(outcome).suggestion;
}

} // namespace

TEST_CASE("durations") {
    CHECK(value(parse_duration("250ms")) == 250ms);
    CHECK(value(parse_duration("10s")) == 10s);
    CHECK(value(parse_duration("10m")) == 10min);
    CHECK(value(parse_duration("24h")) == 24h);
    CHECK(value(parse_duration("7d")) == 168h);
    CHECK(value(parse_duration("0s")) == 0s);
    for (const auto* text : {"", "s", "-1s", "+1s", "1.5s", " 1s", "1 s", "s1", "1s2", "1s "})
        CHECK(refusal(parse_duration(text)).starts_with("is not a duration"));
    for (const auto* text : {"1x", "1M", "1sec", "1MS", "1S", "1w"})
        CHECK(refusal(parse_duration(text)).starts_with("has an unknown unit"));
    CHECK(refusal(parse_duration("10")).starts_with("lacks a unit"));
    CHECK(suggestion(parse_duration("10")) == "10s");
}

TEST_CASE("durations and sizes that do not fit are refused") {
    CHECK(value(parse_duration("9223372036854775807ms")).count() == INT64_MAX);
    for (const auto* text :
         {"9223372036854775808ms", "18446744073709551616ms", "106751991168d", "99999999999999999999d"})
        CHECK(refusal(parse_duration(text)) == "is too large");
    CHECK(value(parse_size("8388607t")) == std::uint64_t{8388607} << 40U);
    for (const auto* text : {"8388608t", "16777216t", "18446744073709551616", "99999999999999999999k"})
        CHECK(refusal(parse_size(text)) == "is too large");
    CHECK(value(parse_count("18446744073709551615")) == UINT64_MAX);
    CHECK(refusal(parse_count("18446744073709551616")) == "is too large");
}

TEST_CASE("sizes") {
    CHECK(value(parse_size("512")) == 512);
    CHECK(value(parse_size("512k")) == 524'288);
    CHECK(value(parse_size("4G")) == std::uint64_t{4} << 30U);
    CHECK(refusal(parse_size("")).starts_with("is not a size"));
    CHECK(refusal(parse_size("-1k")).starts_with("is not a size"));
    CHECK(refusal(parse_size("1kb")).starts_with("has an unknown unit"));
    CHECK(refusal(parse_size("1KiB")).starts_with("has an unknown unit"));
}

TEST_CASE("counts") {
    CHECK(value(parse_count("007")) == 7);
    for (const auto* text : {"", "x", "-1", "1.0", "0x10", "1k", "1 "})
        CHECK(refusal(parse_count(text)) == "is not a whole number");
}

TEST_CASE("ranges") {
    CHECK(value(parse_duration_range("1s..5m")) == DurationRange{1s, 5min});
    CHECK(value(parse_duration_range("1s..1000ms")) == DurationRange{1s, 1s});
    CHECK(refusal(parse_duration_range("5m..1s")) == "begins above its end");
    CHECK(suggestion(parse_duration_range("5m..1s")) == "1s..5m");
    for (const auto* text : {"", "1s", "..", "1s..", "..1s", "1s...2s", "1..2"})
        CHECK(refusal(parse_duration_range(text)).starts_with("is not a range"));
}

TEST_CASE("booleans") {
    CHECK(value(parse_boolean("true")));
    CHECK_FALSE(value(parse_boolean("false")));
    CHECK(suggestion(parse_boolean("yes")) == "true");
    CHECK(suggestion(parse_boolean("off")) == "false");
    CHECK(refusal(parse_boolean("")) == "is neither true nor false");
}

TEST_CASE("addresses") {
    const auto check = [](std::string_view text, std::string_view host, int port) {
        const auto address = value(parse_address(text));
        CHECK(address.host == host);
        CHECK(address.port == port);
    };
    check("0.0.0.0:8080", "0.0.0.0", 8080);
    check("[::]:8080", "::", 8080);
    check("[::1]:0", "::1", 0);
    check("*:65535", "*", 65535);
    check(":8080", "*", 8080);
    for (const auto* text :
         {"", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", "127.0.0.1:-1", "1.2.3:80",
          "256.0.0.1:80", "[::1]", "[]:80", "[127.0.0.1]:80", "[::g]:80", "host:80", "http://1.2.3.4:80"})
        CHECK_FALSE(refusal(parse_address(text)).empty());
    CHECK(suggestion(parse_address("::1:8080")) == "[::1]:8080");
    CHECK(suggestion(parse_address("localhost:8080")) == "127.0.0.1:8080");
}

TEST_CASE("what is written parses to the same value") {
    for (const auto* text : {"1ms", "90s", "10m", "25h", "7d", "0s"})
        CHECK(format_duration(value(parse_duration(text))) == text);
    CHECK(format_duration(120s) == "2m");
    for (const auto* text : {"0", "1", "1023", "512k", "3m", "10g", "2t"})
        CHECK(format_size(value(parse_size(text))) == text);
    for (const auto* text : {"1.2.3.4:80", "[::1]:80", "*:80"})
        CHECK(format_address(value(parse_address(text))) == text);
}
