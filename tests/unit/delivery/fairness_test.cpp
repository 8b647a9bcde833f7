// What waits on one route costs the others nothing. By counts, not by time: what is counted does not depend on the
// machine.
#include "bench.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace turnout;
using namespace turnout::delivery::test;

namespace {

config::Route unordered(const char* name, const char* type = "") {
    auto made = route(name);
    made.order_by = "none";
    made.type = type;
    return made;
}

turnout_verdict ok(const turnout_event&, turnout_outcome&) {
    return TURNOUT_OK;
}

} // namespace

TEST_CASE("Between an event and its handling another route gets a few windows at most, however much waits there") {
    constexpr std::size_t window = 64;
    constexpr int rounds = 100;
    Bench bench{{}, false, {2, window}};
    std::atomic<bool> stop{false};
    auto busy = bench.handler(ok);
    std::atomic<int> then{0}, most{0};
    auto quick = bench.handler([&](const turnout_event&, turnout_outcome&) {
        most = std::max<int>(most, busy->calls - then);
        return TURNOUT_OK;
    });
    auto late = unordered("quick", "stream.online");
    late.start_at_oldest = false;
    bench.add(200'000);
    bench.start({{unordered("busy", "channel.follow"), busy}, {late, quick}});
    int measured = 0;
    for (; measured < rounds && busy->calls < 190'000; ++measured) {
        then = busy->calls.load();
        bench.add({.type = "stream.online", .version = "1"});
        REQUIRE(bench.until([&] { return quick->calls > measured; }));
    }
    CHECK(measured >= 10);
    CHECK(most <= 6 * static_cast<int>(window));
}

TEST_CASE("Rows that wait on one route are not read while others are served") {
    constexpr int waiting = 2'000, events = 500;
    Bench bench;
    std::atomic<bool> fail{true};
    auto failing = bench.handler([&](const turnout_event&, turnout_outcome& outcome) {
        if (!fail) return TURNOUT_OK;
        say(outcome, "", 3'600'000);
        return TURNOUT_RETRY;
    });
    auto quick = bench.handler(ok);
    auto patient = unordered("failing", "channel.follow");
    patient.circuit.enabled = false;
    bench.start({{patient, failing}, {unordered("quick", "stream.online"), quick}});
    bench.add(waiting);
    REQUIRE(bench.until([&] { return bench.journal->disk().of(journal::ParkedState::waiting).size() == waiting; }));
    REQUIRE(bench.until([&] { return bench.engine->routes().front().in_memory == 0; }));
    bench.add({.type = "stream.online", .version = "1"}); // what had to be looked at after the last row is
    REQUIRE(bench.until([&] { return quick->calls == 1; }));
    const auto before = bench.journal->rows_read();
    for (int index = 0; index < events; ++index) bench.add({.type = "stream.online", .version = "1"});
    REQUIRE(bench.until([&] { return quick->calls == events + 1; }));
    CHECK(bench.journal->rows_read() - before <= 10);
    fail = false;
    bench.clock.advance(std::chrono::milliseconds{3'601'000});
    bench.engine->notify();
    CHECK(bench.settled());
}

TEST_CASE("A plugin's limit and a route's limit hold together, and a stuck route leaves the others their workers") {
    Bench bench{{}, false, {4, 64}};
    const Gate gate;
    const OpenAtEnd end{gate};
    auto shared = bench.handler(
        [gate](const turnout_event& event, turnout_outcome&) {
            if (text(event.route) == "stuck") gate.pass();
            return TURNOUT_OK;
        },
        3);
    auto stuck = unordered("stuck"), other = unordered("other"), third = unordered("third");
    stuck.concurrency = 2;
    bench.start({{stuck, shared}, {other, shared}, {third, bench.handler(ok)}});
    bench.add(1'000);
    const auto backlog = [&](std::size_t place) { return bench.engine->routes()[place].backlog; };
    REQUIRE(bench.until([&] { return backlog(1) == 0 && backlog(2) == 0; })); // one slot of the plugin is left for it
    CHECK(bench.engine->routes()[0].running == 2);
    CHECK(shared->most_running <= 3);
    gate.open();
    CHECK(bench.settled());
}
