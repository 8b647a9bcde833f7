// route.X.max_backlog: what is over becomes dead letters, the oldest first.
#include "bench.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace turnout;
using namespace turnout::delivery::test;
using journal::ParkedState;

namespace {

config::Route limited(std::uint64_t most) {
    auto limited = route("r");
    limited.max_backlog = most;
    limited.circuit.enabled = false; // some handlers here only fail
    return limited;
}

std::vector<journal::Sequence> dead(const Bench& bench) {
    std::vector<journal::Sequence> sequences;
    for (const auto& row : bench.journal->disk().of(ParkedState::dead)) {
        CHECK(row.verdict == "overflow");
        sequences.push_back(row.key.sequence);
    }
    return sequences;
}

std::vector<journal::Sequence> from_to(journal::Sequence first, journal::Sequence last) {
    std::vector<journal::Sequence> sequences;
    for (; first <= last; ++first) sequences.push_back(first);
    return sequences;
}

} // namespace

TEST_CASE("Of a paused route the newest events stay within max_backlog") {
    Bench bench;
    auto handler = bench.handler([](const auto&, auto&) { return TURNOUT_OK; });
    bench.start({{limited(100), handler}});
    bench.engine->pause("r", true);
    bench.add(1000);
    REQUIRE(bench.until([&] { return dead(bench).size() == 900; }));
    CHECK(dead(bench) == from_to(1, 900));
    const auto row = bench.journal->disk().of(ParkedState::dead).front();
    CHECK(row.attempts == 0);
    CHECK(row.reason == "more events waited than max_backlog allows (100)");
    CHECK(bench.log().find("more events wait than its max_backlog of 100") != std::string::npos);
    CHECK(bench.log().find("is a dead letter after") == std::string::npos);
    bench.engine->pause("r", false);
    REQUIRE(bench.settled());
    CHECK(handler->calls == 100);
    CHECK(dead(bench).size() == 900);
}

TEST_CASE("What is let go is told with the time since its own acceptance, and as never handled") {
    Bench bench;
    bench.start({{limited(10), bench.handler([](const auto&, auto&) { return TURNOUT_OK; })}});
    bench.add(5);
    REQUIRE(bench.settled());
    bench.engine->pause("r", true);
    bench.clock.advance(std::chrono::milliseconds{20'000});
    bench.add(15);
    REQUIRE(bench.until([&] { return dead(bench).size() == 5 && bench.told().size() == 10; }));
    for (const auto& told : bench.told()) {
        CHECK((told.verdict == "dead") == (told.since_accepted >= std::chrono::seconds{20}));
        CHECK((told.verdict == "dead") == (told.handling == std::chrono::nanoseconds{0}));
    }
}

TEST_CASE("max_backlog holds, too, while the plugin does not run") {
    Bench bench;
    bench.start({{limited(10), nullptr}});
    bench.add(500);
    REQUIRE(bench.until([&] { return dead(bench).size() == 490; }));
    CHECK(dead(bench) == from_to(1, 490));
}

TEST_CASE("Only events that the route takes count") {
    Bench bench;
    auto narrow = limited(10);
    narrow.type = "stream.online";
    auto handler = bench.handler([](const auto&, auto&) { return TURNOUT_OK; });
    bench.start({{narrow, handler}});
    bench.engine->pause("r", true);
    for (int i = 0; i < 12; ++i) {
        bench.journal->add({.type = "stream.online", .version = "1"});
        for (int other = 0; other < 100; ++other) bench.journal->add({});
    }
    bench.engine->notify();
    REQUIRE(bench.until([&] { return dead(bench).size() == 2; }));
    CHECK(dead(bench) == std::vector<journal::Sequence>{1, 102});
    bench.engine->pause("r", false);
    REQUIRE(bench.settled());
    CHECK(handler->calls == 10);
}

TEST_CASE("A slow handler keeps what it has, and of the rest the newest") {
    Bench bench{{}, false, {1, 64}};
    const Gate gate;
    auto handler = bench.handler([gate](const turnout_event&, turnout_outcome&) {
        gate.pass();
        return TURNOUT_OK;
    });
    const OpenAtEnd end{gate};
    bench.start({{limited(20), handler}});
    bench.add(10);
    REQUIRE(bench.until([&] { return handler->calls == 1; }));
    bench.add(90);
    REQUIRE(bench.until([&] { return dead(bench).size() == 80; }));
    gate.open();
    REQUIRE(bench.settled());
    CHECK(handler->calls == 20);
    const auto gone = dead(bench);
    CHECK(gone.back() == 90);
    CHECK(gone.front() <= 11); // of the first ones at most half the limit is in memory
}

TEST_CASE("What waits for another attempt gives way to what was never tried") {
    Bench bench;
    auto failing = limited(10);
    failing.order_by = "none";
    failing.retry.backoff_min = failing.retry.backoff_max = std::chrono::hours{1};
    auto handler = bench.handler([](const auto&, auto&) { return TURNOUT_RETRY; });
    bench.start({{failing, handler}});
    for (unsigned tried = 1; tried <= 50; ++tried) {
        bench.add();
        REQUIRE(bench.until([&] { return bench.engine->totals().retried == tried; }));
    }
    REQUIRE(bench.until([&] { return bench.journal->disk().of(ParkedState::waiting).size() <= 10; }));
    const auto disk = bench.journal->disk();
    CHECK(disk.of(ParkedState::waiting).size() + disk.of(ParkedState::dead).size() == 50);
    CHECK(disk.of(ParkedState::dead).front().attempts == 1);
}

TEST_CASE("A key that fails for ever cannot pile up held events beyond max_backlog") {
    Bench bench;
    auto failing = limited(20);
    failing.retry.backoff_min = failing.retry.backoff_max = std::chrono::hours{1};
    auto handler = bench.handler([](const auto&, auto&) { return TURNOUT_RETRY; });
    bench.start({{failing, handler}});
    const auto rest = [&] {
        const auto disk = bench.journal->disk();
        return disk.of(ParkedState::waiting).size() + disk.of(ParkedState::held).size();
    };
    bench.add(20);
    REQUIRE(bench.until([&] { return rest() == 20; }));
    CHECK(dead(bench).empty());
    for (std::size_t more = 1; more <= 40; ++more) {
        bench.add();
        REQUIRE(bench.until([&] { return dead(bench).size() == more && rest() == 20; }));
    }
    CHECK(dead(bench).front() == 1);
}

TEST_CASE("An overflow that comes and goes is told once, and as over when it stays away") {
    Bench bench;
    bench.start({{limited(10), bench.handler([](const auto&, auto&) { return TURNOUT_OK; })}});
    bench.engine->pause("r", true);
    bench.add(10);
    for (std::size_t over = 1; over <= 20; ++over) {
        bench.add();
        REQUIRE(bench.until([&] { return dead(bench).size() == over && bench.told().size() == over; }));
    }
    CHECK(bench.lines_with("more events wait than") == 1);
    CHECK(bench.lines_with("are within max_backlog") == 0);
    bench.clock.advance(std::chrono::milliseconds{11'000});
    bench.engine->notify();
    REQUIRE(bench.until([&] { return bench.lines_with("20 events became dead letters") == 1; }));
    bench.add();
    REQUIRE(bench.until([&] { return bench.lines_with("more events wait than") == 2; }));
}

TEST_CASE("Without max_backlog everything waits") {
    Bench bench;
    auto other = bench.handler([](const auto&, auto&) { return TURNOUT_OK; });
    auto handler = bench.handler([](const auto&, auto&) { return TURNOUT_OK; });
    auto patient = route("other");
    bench.start({{limited(0), handler}, {patient, other}});
    bench.engine->pause("r", true);
    bench.add(2000);
    REQUIRE(bench.until([&] { return other->calls == 2000; }));
    CHECK(dead(bench).empty());
    bench.engine->pause("r", false);
    REQUIRE(bench.settled());
    CHECK(handler->calls == 2000);
}
