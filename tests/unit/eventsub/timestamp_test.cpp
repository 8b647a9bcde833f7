#include "core/eventsub/timestamp.hpp"

#include <doctest/doctest.h>

#include <random>

namespace turnout::eventsub {

namespace {

std::int64_t nanoseconds(std::string_view text) {
    const auto time = parse_timestamp(text);
    REQUIRE_MESSAGE(time.has_value(), text);
    return time->time_since_epoch().count();
}

} // namespace

TEST_CASE("timestamps that are one") {
    CHECK(nanoseconds("1970-01-01T00:00:00Z") == 0);
    CHECK(nanoseconds("2026-03-14T18:22:08.000917443Z") == 1773512528000917443);
    CHECK(nanoseconds("2026-03-14T18:22:08.1Z") == 1773512528100000000);
    CHECK(nanoseconds("2026-03-14T18:22:08.10Z") == 1773512528100000000);
    CHECK(nanoseconds("2026-03-14T18:22:08.000000001Z") == 1773512528000000001);
    CHECK(nanoseconds("2026-03-14t18:22:08z") == 1773512528000000000);
    CHECK(nanoseconds("2026-03-14T20:22:08+02:00") == 1773512528000000000);
    CHECK(nanoseconds("2026-03-14T12:52:08-05:30") == 1773512528000000000);
    CHECK(nanoseconds("2026-03-14T18:22:08-00:00") == 1773512528000000000);
    CHECK(nanoseconds("2026-03-15T18:21:08+23:59") == 1773512528000000000);
    CHECK(nanoseconds("1969-12-31T23:59:59.999999999Z") == -1);
    CHECK(nanoseconds("2024-02-29T00:00:00Z") == 1709164800000000000);
    CHECK(nanoseconds("2000-02-29T23:59:59Z") == 951868799000000000);
    CHECK(parse_timestamp("1678-01-01T00:00:00Z") < Time{});
    CHECK(parse_timestamp("2261-12-31T23:59:59.999999999-23:59") > Time{});
}

TEST_CASE("timestamps that are none") {
    for (const std::string_view bad : {"",
                                       "Z",
                                       "2026",
                                       "2026-03-14",
                                       "2026-03-14T18:22:08",
                                       "2026-03-14 18:22:08Z",
                                       "2026-03-14T18:22Z",
                                       "2026-03-14T18:22:08.Z",
                                       "2026-03-14T18:22:08.0009174430Z",
                                       "2026-03-14T18:22:08,5Z",
                                       "2026-03-14T18:22:08 Z",
                                       " 2026-03-14T18:22:08Z",
                                       "2026-03-14T18:22:08Z ",
                                       "2026-03-14T18:22:08ZZ",
                                       "+2026-03-14T18:22:08Z",
                                       "2026-3-14T18:22:08Z",
                                       "2026-03-14T8:22:08Z",
                                       "12026-03-14T18:22:08Z",
                                       "026-03-14T18:22:08Z",
                                       "2026-00-14T18:22:08Z",
                                       "2026-13-14T18:22:08Z",
                                       "2026-03-00T18:22:08Z",
                                       "2026-03-32T18:22:08Z",
                                       "2026-04-31T18:22:08Z",
                                       "2026-02-29T18:22:08Z",
                                       "1900-02-29T18:22:08Z",
                                       "2100-02-29T18:22:08Z",
                                       "2026-03-14T24:00:00Z",
                                       "2026-03-14T18:60:08Z",
                                       "2026-03-14T18:22:60Z",
                                       "2016-12-31T23:59:60Z",
                                       "2026-03-14T18:22:08+24:00",
                                       "2026-03-14T18:22:08+02:60",
                                       "2026-03-14T18:22:08+0200",
                                       "2026-03-14T18:22:08+2:00",
                                       "2026-03-14T18:22:08+02",
                                       "2026-03-14T18:22:08+02:00Z",
                                       "2026-03-14T18:22:08*02:00",
                                       "2026-03-14T18:22:-8Z",
                                       "2026-03-14T18:22:+8Z",
                                       "2026-03-14T18:22:08.-1Z",
                                       "20260314T182208Z",
                                       "2026-W11-6T18:22:08Z",
                                       "1677-12-31T23:59:59Z",
                                       "2262-01-01T00:00:00Z",
                                       "9999-12-31T23:59:59Z",
                                       "0000-01-01T00:00:00Z",
                                       "1773512528",
                                       "2026-03-14T18:22:08.1e3Z",
                                       "2026/03/14T18:22:08Z",
                                       "\xd9\xa2-03-14T18:22:08Z"})
        CHECK_MESSAGE(!parse_timestamp(bad), bad);
    CHECK_FALSE(parse_timestamp(std::string_view{"2026-03-14T18:22:08Z\0", 21}));
    CHECK_FALSE(parse_timestamp(std::string_view{"2026-03-14T18:22:0\0Z", 20}));
}

TEST_CASE("what is formatted is read back") {
    CHECK(format_timestamp(Time{Duration{1773512528000917443}}) == "2026-03-14T18:22:08.000917443Z");
    CHECK(format_timestamp(Time{Duration{-1}}) == "1969-12-31T23:59:59.999999999Z");
    std::mt19937_64 random{20260314}; // NOLINT(cert-msc32-c,cert-msc51-cpp): the same cases each time
    std::uniform_int_distribution<std::int64_t> between{-9214560000000000000, 9214646399999999999};
    for (int i = 0; i < 20000; ++i) {
        const Time time{Duration{between(random)}};
        CHECK(parse_timestamp(format_timestamp(time)) == time);
    }
}

} // namespace turnout::eventsub
