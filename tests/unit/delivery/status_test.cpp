// What the engine says of its routes and plugins.
#include "core/delivery/status.hpp"

#include "bench.hpp"

#include <doctest/doctest.h>

using namespace turnout;
using namespace turnout::delivery::test;

namespace {

delivery::RouteStatus status_of(const Bench& bench, const std::string& name) {
    for (auto& status : bench.engine->routes())
        if (status.name == name) return status;
    FAIL("no such route");
    return {};
}

delivery::PluginStatus plugin(const Bench& bench, const std::string& name = "fake") {
    for (auto& status : bench.engine->plugins())
        if (status.name == name) return status;
    FAIL("no such plugin");
    return {};
}

turnout_verdict ok(const turnout_event&, turnout_outcome&) {
    return TURNOUT_OK;
}

} // namespace

TEST_CASE("A route's status tells its backlog, what of it waits, and what is dead") {
    Bench bench;
    auto handler = bench.handler([](const turnout_event& event, turnout_outcome& outcome) {
        if (event.sequence == 1) return TURNOUT_REJECT;
        if (event.sequence > 4) return TURNOUT_OK;
        say(outcome, "", 60'000);
        return TURNOUT_RETRY;
    });
    auto typed = route("all");
    typed.type = "channel.follow";
    typed.version = "2";
    bench.start({{typed, handler}});
    bench.add({.broadcaster = "9"});
    bench.add(3, {.broadcaster = "1"});
    bench.add(5, {.broadcaster = "2"});
    REQUIRE(bench.until([&] { return status_of(bench, "all").backlog == 3; }));
    const auto status = status_of(bench, "all");
    CHECK(status.plugin == "fake");
    CHECK(status.type == "channel.follow");
    CHECK(status.waiting == 1);
    CHECK(status.held == 2);
    CHECK(status.dead == 1);
    CHECK(status.running == 0);
    CHECK_FALSE(status.retired);
    CHECK(status.circuit == delivery::CircuitState::closed);
    CHECK(status.reason.empty());
}

TEST_CASE("A route without a running plugin says so, and since when its oldest event waits") {
    Bench bench;
    bench.start({{route("none"), nullptr}, {route("all"), bench.handler(ok)}});
    bench.add(20);
    REQUIRE(bench.until([&] { return status_of(bench, "all").backlog == 0; }));
    CHECK_FALSE(status_of(bench, "all").oldest);
    const auto status = status_of(bench, "none");
    CHECK(status.backlog == 20);
    CHECK(status.reason == "plugin fake does not run");
    REQUIRE(status.oldest);
    CHECK(*status.oldest == bench.journal->disk().events.at(1).event.accepted);
}

TEST_CASE("The oldest event of a route is told, though many others are due before it") {
    Bench bench;
    auto patient = route("all");
    patient.order_by = "none";
    patient.circuit.enabled = false;
    bench.start({{patient, bench.handler([](const turnout_event& event, turnout_outcome& outcome) {
                      say(outcome, "", event.sequence == 1 ? 300'000 : 60'000);
                      return TURNOUT_RETRY;
                  })}});
    bench.add(200);
    REQUIRE(bench.until([&] { return status_of(bench, "all").waiting == 200; }));
    bench.journal->alter([](Disk& disk) {
        for (auto& [key, row] : disk.rows)
            row.event.event.accepted = eventsub::Time{std::chrono::seconds{row.key.sequence}};
    });
    CHECK(status_of(bench, "all").oldest == eventsub::Time{std::chrono::seconds{1}});
}

TEST_CASE("A retired route is listed with what waits on it") {
    Disk disk;
    {
        Bench bench;
        bench.start({{route("old"), nullptr}});
        bench.add(7);
        disk = bench.kill();
    }
    Bench bench{disk};
    bench.start({{route("all"), bench.handler(ok)}});
    REQUIRE(bench.until([&] { return status_of(bench, "all").backlog == 0; }));
    const auto status = status_of(bench, "old");
    CHECK(status.retired);
    CHECK(status.plugin.empty());
    CHECK(status.backlog == 7);
    CHECK(status.reason == "it is no longer configured");
}

TEST_CASE("What runs and what is in memory is told") {
    Bench bench;
    const Gate gate;
    const OpenAtEnd end{gate};
    auto handler = bench.handler([gate](const turnout_event&, turnout_outcome&) {
        gate.pass();
        return TURNOUT_OK;
    });
    auto unordered = route("all");
    unordered.order_by = "none";
    unordered.concurrency = 2;
    bench.start({{unordered, handler}});
    bench.add(10);
    REQUIRE(bench.until([&] { return status_of(bench, "all").running == 2; }));
    CHECK(bench.until([&] { return status_of(bench, "all").in_memory == 10; }));
    CHECK(status_of(bench, "all").backlog == 10);
    CHECK(plugin(bench).busy == 2);
    CHECK(plugin(bench).slots == 4);
    CHECK(plugin(bench).stuck == 0);
    CHECK(plugin(bench).running);
}

TEST_CASE("Plugins that a route names and that do not run are listed") {
    Bench bench;
    auto other = route("other");
    other.plugin = "absent";
    bench.start({{other, nullptr}, {route("all"), bench.handler(ok)}});
    CHECK(bench.engine->plugins().size() == 2);
    CHECK_FALSE(plugin(bench, "absent").running);
    CHECK(plugin(bench).running);
}

TEST_CASE("A plugin is wedged while more than half of its slots are past their timeout") {
    Bench bench{{}, false, {4, 64}};
    const Gate gate;
    const OpenAtEnd end{gate};
    std::atomic<int> stuck{0};
    auto handler = bench.handler([&, gate](const turnout_event& event, turnout_outcome&) {
        if (event.sequence > 3) return TURNOUT_OK;
        ++stuck;
        gate.pass();
        return TURNOUT_OK;
    });
    auto unordered = route("all");
    unordered.order_by = "none";
    bench.start({{unordered, handler}});
    bench.add(2);
    REQUIRE(bench.until([&] { return stuck == 2; }));
    bench.clock.advance(std::chrono::milliseconds{11'000});
    bench.engine->notify();
    REQUIRE(bench.until([&] { return plugin(bench).stuck == 2; }));
    CHECK_FALSE(plugin(bench).wedged);
    bench.add();
    REQUIRE(bench.until([&] { return stuck == 3; }));
    bench.clock.advance(std::chrono::milliseconds{11'000});
    bench.engine->notify();
    REQUIRE(bench.until([&] { return plugin(bench).wedged; }));
    CHECK(plugin(bench).stuck == 3);
    CHECK(status_of(bench, "all").reason == "plugin fake is wedged");
    gate.open();
    REQUIRE(bench.until([&] { return plugin(bench).stuck == 0; }));
    CHECK_FALSE(plugin(bench).wedged);
    CHECK(bench.settled());
}
