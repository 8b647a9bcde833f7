#include "core/delivery/dormant_lanes.hpp"

#include "core/delivery/damage_report.hpp"
#include "tests/unit/delivery/bench.hpp"

#include <doctest/doctest.h>
#include <spdlog/sinks/ostream_sink.h>

#include <random>
#include <sstream>
#include <unordered_map>

namespace turnout::delivery::test {

TEST_CASE("Dormant lanes are what was put, whatever came and went between") {
    DormantLanes lanes;
    std::unordered_map<std::uint64_t, DormantLanes::Rows> expected;
    std::mt19937_64 random(11);
    for (int i = 0; i < 200'000; ++i) {
        // Numbers that share their lowest bits, so that places are contested, also over the table's end.
        const std::uint64_t lane = 1 + (random() % 8) * 4'096 + random() % 300;
        const DormantLanes::Rows rows{static_cast<std::uint32_t>(random() % 3), random() % 3 == 0};
        lanes.put(lane, rows);
        if (rows.any())
            expected[lane] = rows;
        else
            expected.erase(lane);
        const std::uint64_t asked = 1 + (random() % 8) * 4'096 + random() % 300;
        const auto found = expected.find(asked);
        const auto told = lanes.find(asked);
        REQUIRE(told.waiting == (found == expected.end() ? 0 : found->second.waiting));
        REQUIRE(told.held == (found != expected.end() && found->second.held));
    }
    CHECK(lanes.size() == expected.size());
    for (const auto& [lane, rows] : expected) CHECK(lanes.find(lane).waiting == rows.waiting);
}

TEST_CASE("Of many damaged rows ten are named, the others counted") {
    std::ostringstream log;
    const auto logger = std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log));
    logger->set_pattern("%v");
    TestClock clock;
    DamageReport report(logger, clock);
    journal::Parked row;
    row.damage = "its checksum is wrong";
    const auto lines = [&] {
        const std::string text = log.str();
        return std::count(text.begin(), text.end(), '\n');
    };
    for (int i = 0; i < 79; ++i) report.tell(row);
    CHECK(lines() == 10);
    report.finish();
    CHECK(lines() == 11);
    CHECK(log.str().find("69 more parked events are damaged") != std::string::npos);
    report.finish();
    CHECK(lines() == 11);
    clock.advance(std::chrono::hours{1});
    report.tell(row);
    CHECK(lines() == 12);
}

} // namespace turnout::delivery::test
