// Routes that are paused, not enabled, or renamed; retries that are overtaken.
#include "bench.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <mutex>

using namespace turnout;
using namespace turnout::delivery::test;

namespace {

HandleFunction succeed() {
    return [](const turnout_event&, turnout_outcome&) { return TURNOUT_OK; };
}

journal::Cursor cursor(const Bench& bench, const std::string& route) {
    return bench.journal->disk().cursors.at(route);
}

delivery::RouteStatus status(const Bench& bench, const std::string& route) {
    for (const auto& one : bench.engine->routes())
        if (one.name == route) return one;
    return {};
}

} // namespace

TEST_CASE("Events of a paused route wait, and go on when it is resumed") {
    Bench bench;
    auto handler = bench.handler(succeed());
    auto other = bench.handler(succeed());
    bench.start({{route("paused"), handler}, {route("other"), other}});
    CHECK(bench.engine->pause("paused", true));
    CHECK(status(bench, "paused").paused);
    CHECK(status(bench, "paused").reason == "it is paused");
    bench.add(100);
    REQUIRE(bench.until([&] { return other->calls == 100; }));
    CHECK(handler->calls == 0);
    CHECK(cursor(bench, "paused").paused);
    CHECK(bench.engine->pause("paused", false));
    REQUIRE(bench.settled());
    CHECK(handler->calls == 100);
    CHECK_FALSE(status(bench, "paused").paused);
    CHECK_FALSE(bench.engine->pause("nobody", true));
}

TEST_CASE("What is in memory when its route is paused stays there, what runs ends") {
    Bench bench{{}, false, {1, 64}};
    const Gate gate;
    std::atomic<bool> inside{false};
    auto handler = bench.handler([gate, &inside](const turnout_event&, turnout_outcome&) {
        inside = true;
        gate.pass();
        return TURNOUT_OK;
    });
    const OpenAtEnd end{gate};
    bench.start({{route("r"), handler}});
    bench.add(10);
    REQUIRE(bench.until([&] { return inside.load(); }));
    CHECK(bench.engine->pause("r", true));
    gate.open();
    REQUIRE(bench.until([&] { return bench.engine->totals().done == 1; }));
    CHECK(handler->calls == 1);
    CHECK(bench.engine->pause("r", false));
    REQUIRE(bench.settled());
    CHECK(handler->calls == 10);
}

TEST_CASE("A pause survives a restart, and so does what waits") {
    Disk disk;
    {
        Bench bench;
        bench.start({{route("r"), bench.handler(succeed())}});
        bench.engine->pause("r", true);
        bench.add(5);
        CHECK(bench.engine->stop(std::chrono::seconds{10}));
        disk = bench.journal->disk();
    }
    Bench bench{disk};
    auto handler = bench.handler(succeed());
    auto other = bench.handler(succeed());
    bench.start({{route("r"), handler}, {route("new"), other}});
    REQUIRE(bench.until([&] { return other->calls == 5; }));
    CHECK(status(bench, "r").paused);
    CHECK(handler->calls == 0);
    CHECK(bench.log().find("route r is paused") != std::string::npos);
    bench.engine->pause("r", false);
    REQUIRE(bench.settled());
    CHECK(handler->calls == 5);
}

TEST_CASE("After an unclean stop the suspects of a paused route wait, and nobody waits for them") {
    Disk disk;
    {
        Bench bench;
        const Gate gate;
        auto handler = bench.handler([gate](const turnout_event&, turnout_outcome&) {
            gate.pass();
            return TURNOUT_OK;
        });
        const OpenAtEnd end{gate};
        bench.start({{route("r"), handler}});
        bench.add(3);
        REQUIRE(bench.until([&] { return handler->calls != 0; }));
        bench.engine->pause("r", true);
        bench.journal->cut();
        disk = bench.journal->disk();
    }
    Bench bench{disk, true};
    auto handler = bench.handler(succeed());
    auto other = bench.handler(succeed());
    bench.start({{route("r"), handler}, {route("other"), other}});
    REQUIRE(bench.until([&] { return other->calls == 3; }));
    CHECK(handler->calls == 0);
    bench.engine->pause("r", false);
    REQUIRE(bench.settled());
    CHECK(handler->calls == 3);
}

TEST_CASE("A retry that is due while its route is paused is neither made nor counted") {
    Bench bench;
    std::atomic<int> calls{0};
    auto handler = bench.handler(
        [&](const turnout_event&, turnout_outcome&) { return ++calls == 1 ? TURNOUT_RETRY : TURNOUT_OK; });
    auto patient = route("r");
    patient.retry.backoff_min = patient.retry.backoff_max = std::chrono::hours{1};
    bench.start({{patient, handler}});
    bench.add();
    REQUIRE(bench.until([&] { return bench.engine->totals().retried == 1; }));
    bench.engine->pause("r", true);
    bench.clock.advance(std::chrono::hours{2});
    bench.add();
    CHECK(bench.journal->disk().of(journal::ParkedState::waiting).at(0).attempts == 1);
    bench.engine->pause("r", false);
    REQUIRE(bench.settled());
    CHECK(calls == 3);
    const auto told = bench.told();
    CHECK(
        std::any_of(told.begin(), told.end(), [](const auto& one) { return one.verdict == "ok" && one.attempt == 2; }));
}

TEST_CASE("What the configuration pauses cannot be resumed") {
    Bench bench;
    auto handler = bench.handler(succeed());
    auto other = bench.handler(succeed());
    auto paused = route("r");
    paused.paused = true;
    bench.start({{paused, handler}, {route("other"), other}});
    bench.add(3);
    REQUIRE(bench.until([&] { return other->calls == 3; }));
    CHECK_FALSE(bench.engine->pause("r", false));
    CHECK(bench.engine->pause("r", true));
    CHECK(status(bench, "r").reason == "it is paused by the configuration");
    CHECK(handler->calls == 0);
}

TEST_CASE("Events pass by a route that is not enabled, with or without its plugin") {
    Bench bench;
    auto handler = bench.handler(succeed());
    auto off = route("off"), alone = route("alone");
    off.enabled = alone.enabled = false;
    bench.start({{off, handler}, {alone, nullptr}});
    bench.add(300);
    REQUIRE(bench.settled());
    CHECK(handler->calls == 0);
    CHECK(bench.until(
        [&] { return cursor(bench, "off").settled_to == 300 && cursor(bench, "alone").settled_to == 300; }));
    CHECK_FALSE(status(bench, "off").enabled);
    CHECK(status(bench, "off").reason == "it is not enabled: events pass it by");
}

TEST_CASE("What waits on a route that is not enabled any more stays as it is") {
    Bench before;
    auto patient = route("r");
    patient.retry.backoff_min = patient.retry.backoff_max = std::chrono::hours{1};
    before.start({{patient, before.handler([](const auto&, auto&) { return TURNOUT_RETRY; })}});
    before.add(2);
    REQUIRE(before.until([&] { return before.journal->disk().rows.size() == 2; }));
    CHECK(before.engine->stop(std::chrono::seconds{10}));
    Bench bench{before.journal->disk()};
    bench.clock.advance(std::chrono::hours{2});
    auto off = patient;
    off.enabled = false;
    auto handler = bench.handler(succeed());
    bench.start({{off, handler}});
    bench.add(3);
    REQUIRE(bench.settled());
    CHECK(handler->calls == 0);
    CHECK(bench.journal->disk().rows.size() == 2);
}

TEST_CASE("A renamed route goes on where the former one was, with what waits") {
    Bench before;
    auto patient = route("old");
    patient.retry.backoff_min = patient.retry.backoff_max = std::chrono::hours{1};
    before.start({{patient, before.handler([](const turnout_event& event, turnout_outcome&) {
                       return event.sequence == 1 ? TURNOUT_RETRY : TURNOUT_OK;
                   })}});
    before.add({.broadcaster = "1"});
    before.add({.broadcaster = "2"});
    REQUIRE(before.until([&] { return before.engine->totals().done == 1 && before.journal->disk().rows.size() == 1; }));
    CHECK(before.engine->stop(std::chrono::seconds{10}));
    Bench bench{before.journal->disk()};
    bench.journal->add({.broadcaster = "3"});
    bench.clock.advance(std::chrono::hours{2});
    auto renamed = patient;
    renamed.name = "new";
    renamed.renamed_from = "old";
    auto handler = bench.handler(succeed());
    bench.start({{renamed, handler}});
    REQUIRE(bench.settled());
    CHECK(handler->calls == 2); // the retry, and what came later
    const auto disk = bench.journal->disk();
    CHECK(disk.cursors.size() == 1);
    CHECK(disk.rows.empty());
    CHECK(bench.log().find("route new goes on where route old was") != std::string::npos);
}

TEST_CASE("renamed_from does nothing at later starts, and says so when both have progress") {
    Disk disk;
    disk.cursors["new"].route = "new";
    auto renamed = route("new");
    renamed.renamed_from = "old";
    {
        Bench bench{disk};
        bench.start({{renamed, bench.handler(succeed())}});
        CHECK(bench.log().find("old") == std::string::npos);
    }
    disk.cursors["old"].route = "old";
    Bench bench{disk};
    bench.start({{renamed, bench.handler(succeed())}});
    CHECK(bench.log().find("route new takes over nothing from route old") != std::string::npos);
    CHECK(bench.journal->disk().cursors.at("old").retired);
}

TEST_CASE("order_on_retry: later events of the key are held, or overtake") {
    for (const bool overtake : {false, true}) {
        CAPTURE(overtake);
        Bench bench;
        std::mutex mutex;
        std::vector<std::uint64_t> finished;
        auto handler = bench.handler([&](const turnout_event& event, turnout_outcome&) {
            if (event.sequence == 1 && event.attempt == 1) return TURNOUT_RETRY;
            const std::lock_guard lock{mutex};
            finished.push_back(event.sequence);
            return TURNOUT_OK;
        });
        auto patient = route("r");
        patient.overtake = overtake;
        patient.retry.backoff_min = patient.retry.backoff_max = std::chrono::hours{1};
        bench.start({{patient, handler}});
        bench.add(3);
        const auto settled_of = [&] { return bench.engine->totals().done; };
        if (overtake)
            REQUIRE(bench.until([&] { return settled_of() == 2; }));
        else
            REQUIRE(bench.until([&] { return bench.journal->disk().of(journal::ParkedState::held).size() == 2; }));
        bench.clock.advance(std::chrono::hours{2});
        bench.engine->notify();
        REQUIRE(bench.settled());
        CHECK(finished == (overtake ? std::vector<std::uint64_t>{2, 3, 1} : std::vector<std::uint64_t>{1, 2, 3}));
    }
}

TEST_CASE("What was overtaken is no obstacle after a restart, either way the configuration changed meanwhile") {
    for (const bool overtake : {false, true}) {
        CAPTURE(overtake);
        Bench before;
        auto patient = route("r");
        patient.overtake = !overtake;
        patient.retry.backoff_min = patient.retry.backoff_max = std::chrono::hours{1};
        before.start({{patient, before.handler([](const turnout_event& event, turnout_outcome&) {
                           return event.sequence == 1 ? TURNOUT_RETRY : TURNOUT_OK;
                       })}});
        before.add(3);
        REQUIRE(before.until(
            [&] { return overtake ? before.journal->disk().rows.size() == 3 : before.engine->totals().done == 2; }));
        CHECK(before.engine->stop(std::chrono::seconds{10}));
        Bench bench{before.journal->disk()};
        patient.overtake = overtake;
        auto handler = bench.handler(succeed());
        bench.start({{patient, handler}});
        bench.add();
        if (overtake) REQUIRE(bench.until([&] { return bench.engine->totals().done == 3; })); // two were held
        bench.clock.advance(std::chrono::hours{2});
        bench.engine->notify();
        REQUIRE(bench.settled());
        CHECK(handler->calls == (overtake ? 4 : 2));
    }
}
