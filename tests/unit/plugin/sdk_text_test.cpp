// turnout/format.hpp, timestamp.hpp, settings.hpp, verdict.hpp.
#include <turnout/format.hpp>
#include <turnout/settings.hpp>
#include <turnout/timestamp.hpp>
#include <turnout/verdict.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

using namespace std::chrono_literals;
using turnout::format;
using turnout::parse_setting;
using turnout::parse_timestamp;

TEST_CASE("placeholders take arguments of the usual kinds") {
    CHECK(format("") == "");
    CHECK(format("plain {{}} {{x}}") == "plain {} {x}");
    CHECK(format("{}{}", 1, 2) == "12");
    CHECK(format("a{}b{}c", std::string{"x"}, "y") == "axbyc");
    CHECK(format("{} {} {} {}", true, 'c', -5, std::uint64_t{18446744073709551615U}) ==
          "true c -5 18446744073709551615");
    CHECK(format("{} {}", 1.5, 0.1F) == "1.5 0.1");
    CHECK(format("{} {} {}", 250ms, 10s, 24h) == "250ms 10s 24h");
    CHECK(format("{} {}", std::optional<int>{}, std::optional<int>{3}) == "none 3");
    CHECK(format("{}", turnout::timestamp{1'773'512'527s}) == "2026-03-14T18:22:07Z");
    CHECK(format("{}", "a {} that is data") == "a {} that is data");
}

TEST_CASE("timestamps are read strictly and written as EventSub writes them") {
    const auto round = [](const char* text) {
        const auto when = parse_timestamp(text);
        return when ? turnout::format_timestamp(*when) : std::string{"refused"};
    };
    CHECK(round("2026-03-14T18:22:07.412903117Z") == "2026-03-14T18:22:07.412903117Z");
    CHECK(round("2026-03-14T18:22:07Z") == "2026-03-14T18:22:07Z");
    CHECK(round("2026-03-14T18:22:07.500Z") == "2026-03-14T18:22:07.5Z");
    CHECK(round("2026-03-14T18:22:07.000000001Z") == "2026-03-14T18:22:07.000000001Z");
    CHECK(round("2026-03-14t18:22:07z") == "2026-03-14T18:22:07Z");
    CHECK(round("2026-03-14T18:22:07+01:30") == "2026-03-14T16:52:07Z");
    CHECK(round("2026-03-14T23:22:07-05:00") == "2026-03-15T04:22:07Z");
    CHECK(round("2024-02-29T00:00:00Z") == "2024-02-29T00:00:00Z");
    CHECK(round("1969-12-31T23:59:59.5Z") == "1969-12-31T23:59:59.5Z");
    CHECK(round("2016-12-31T23:59:60Z") == "2017-01-01T00:00:00Z");
    for (const auto* wrong : {"",
                              "2026",
                              "2026-03-14",
                              "2026-03-14T18:22:07",
                              "2026-02-29T00:00:00Z",
                              "2026-13-01T00:00:00Z",
                              "2026-00-01T00:00:00Z",
                              "2026-03-14T24:00:00Z",
                              "2026-03-14T18:60:07Z",
                              "2026-03-14T18:22:61Z",
                              "2026-03-14T18:22:07.Z",
                              "2026-03-14T18:22:07.1234567890Z",
                              "2026-03-14T18:22:07Z ",
                              " 2026-03-14T18:22:07Z",
                              "2026-03-14 18:22:07Z",
                              "2026-3-14T18:22:07Z",
                              "2026-03-14T18:22:07+0130",
                              "2026-03-14T18:22:07+24:00",
                              "1677-01-01T00:00:00Z",
                              "2262-01-01T00:00:00Z",
                              "+026-03-14T18:22:07Z"}) {
        CAPTURE(wrong);
        CHECK(round(wrong) == "refused");
    }
}

TEST_CASE("settings have types, and errors name the key but not the value") {
    CHECK(parse_setting<std::string>("k", " as it is ") == " as it is ");
    CHECK(parse_setting<bool>("k", "true"));
    CHECK(!parse_setting<bool>("k", "false"));
    CHECK(parse_setting<int>("k", "-5") == -5);
    CHECK(parse_setting<double>("k", "2.5") == 2.5);
    CHECK(parse_setting<std::chrono::milliseconds>("k", "250ms") == 250ms);
    CHECK(parse_setting<std::chrono::seconds>("k", "10m") == 600s);
    CHECK(parse_setting<std::chrono::milliseconds>("k", "24h") == 24h);
    CHECK(parse_setting<turnout::byte_size>("k", "512k").count == 512 * 1024);
    CHECK(parse_setting<turnout::byte_size>("k", "4g").count == 4ULL << 30);
    CHECK(parse_setting<turnout::byte_size>("k", "17").count == 17);
    CHECK(parse_setting<std::filesystem::path>("k", "/a/b") == "/a/b");

    const auto refused = [](auto sample, const char* text, const char* what) {
        CHECK_THROWS_WITH_AS(static_cast<void>(parse_setting<decltype(sample)>("plugin.x.k", text)), what,
                             turnout::config_error);
    };
    refused(true, "yes", "plugin.x.k is not true or false");
    refused(0, "12x", "plugin.x.k is not a whole number");
    refused(0, "", "plugin.x.k is not a whole number");
    refused(0, "99999999999999999999", "plugin.x.k is not a whole number");
    refused(0U, "-1", "plugin.x.k is not a number that is not negative");
    refused(std::uint8_t{}, "256", "plugin.x.k is not a smaller number");
    refused(0.0, "x", "plugin.x.k is not a number");
    refused(1ms, "10", "plugin.x.k is not a duration like 250ms, 10s or 24h");
    refused(1ms, "10 s", "plugin.x.k is not a duration like 250ms, 10s or 24h");
    refused(1ms, "99999999999999999d", "plugin.x.k is not a duration like 250ms, 10s or 24h");
    refused(turnout::byte_size{}, "4 g", "plugin.x.k is not a size like 512k or 4g");
    refused(turnout::byte_size{}, "-4", "plugin.x.k is not a size like 512k or 4g");
    refused(std::filesystem::path{}, "", "plugin.x.k is not a path");
}

TEST_CASE("a verdict fits the host's record") {
    turnout_outcome outcome{};
    turnout::verdict::retry("soon", 5s).write(outcome);
    CHECK(outcome.retry_after_ms == 5000);
    CHECK(std::string{outcome.reason} == "soon");
    turnout::verdict::retry(std::string(1000, 'x'), std::chrono::hours{24 * 365 * 10}).write(outcome);
    CHECK(outcome.retry_after_ms == 4'294'967'295U);
    CHECK(std::string{outcome.reason} == std::string(247, 'x'));
    CHECK(turnout::verdict::ok().code() == TURNOUT_OK);
    CHECK(turnout::verdict::deferred().code() == TURNOUT_DEFERRED);
}
