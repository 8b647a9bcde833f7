// Retries and dead letters in the running engine.
#include "bench.hpp"

#include <doctest/doctest.h>

#include <mutex>

using namespace turnout;
using namespace turnout::delivery::test;

namespace {

HandleFunction always_retry() {
    return [](const turnout_event&, turnout_outcome& outcome) {
        say(outcome, "no luck");
        return TURNOUT_RETRY;
    };
}

} // namespace

TEST_CASE("A rejected event is a dead letter with everything that is known of it") {
    Bench bench;
    auto handler = bench.handler([](const turnout_event&, turnout_outcome& outcome) {
        say(outcome, "cannot use it");
        return TURNOUT_REJECT;
    });
    bench.start({{route("all"), handler}});
    bench.add({.broadcaster = "9"});
    REQUIRE(bench.settled());
    const auto dead = bench.journal->disk().of(journal::ParkedState::dead);
    REQUIRE(dead.size() == 1);
    const auto& row = dead.front();
    CHECK(row.key.route == "all");
    CHECK(row.key.sequence == 1);
    CHECK(row.attempts == 1);
    CHECK(row.verdict == "reject");
    CHECK(row.reason == "cannot use it");
    CHECK(row.plugin_id == "test.fake");
    CHECK(row.plugin_version == "1.2.3");
    CHECK(row.ordering_key == "9");
    CHECK(row.first_attempt != eventsub::Time{});
    CHECK(row.last_attempt == row.first_attempt);
    CHECK(row.event.event.message_id == "m1");
    const auto totals = bench.engine->totals();
    CHECK(totals.rejected == 1);
    CHECK(totals.dead == 1);
    CHECK(totals.done == 0);
    REQUIRE(bench.told().size() == 1);
    CHECK(bench.told()[0].verdict == "reject");
    CHECK(bench.told()[0].reason == "cannot use it");
}

TEST_CASE("An event is tried as often as the route says, then it is a dead letter") {
    Bench bench;
    auto three = route("all");
    three.retry.attempts = 3;
    auto handler = bench.handler(always_retry());
    bench.start({{three, handler}});
    bench.add();
    REQUIRE(bench.settled());
    CHECK(handler->calls == 3);
    const auto dead = bench.journal->disk().of(journal::ParkedState::dead);
    REQUIRE(dead.size() == 1);
    CHECK(dead[0].attempts == 3);
    CHECK(dead[0].verdict == "retry");
    CHECK(dead[0].reason == "gave up after 3 attempts: no luck");
    CHECK(dead[0].last_attempt > dead[0].first_attempt);
    CHECK(bench.engine->totals().retried == 2);
    REQUIRE(bench.told().size() == 3);
    CHECK(bench.told()[0].verdict == "retry");
    CHECK(bench.told()[1].attempt == 2);
    CHECK(bench.told()[2].verdict == "dead");
}

TEST_CASE("No attempt begins after the route's max_age") {
    Bench bench;
    auto aged = route("all");
    aged.retry.attempts = 100;
    aged.retry.max_age = std::chrono::milliseconds{1'000};
    auto handler = bench.handler([](const turnout_event& event, turnout_outcome& outcome) {
        say(outcome, "later", event.attempt == 1 ? 900 : 5'000);
        return TURNOUT_RETRY;
    });
    bench.start({{aged, handler}});
    bench.add();
    REQUIRE(bench.until([&] { return bench.journal->disk().of(journal::ParkedState::waiting).size() == 1; }));
    bench.clock.advance(std::chrono::milliseconds{950});
    bench.engine->notify();
    REQUIRE(bench.settled());
    CHECK(handler->calls == 2);
    const auto dead = bench.journal->disk().of(journal::ParkedState::dead);
    REQUIRE(dead.size() == 1);
    CHECK(dead[0].reason == "gave up: retry.max_age would be over before the next attempt: later");
}

TEST_CASE("The plugin's own pause wins over the backoff") {
    Bench bench;
    auto handler = bench.handler([](const turnout_event& event, turnout_outcome& outcome) {
        say(outcome, "", 3'600'000);
        return event.attempt == 1 ? TURNOUT_RETRY : TURNOUT_OK;
    });
    bench.start({{route("all"), handler}});
    const auto before = bench.clock.now();
    bench.add();
    REQUIRE(bench.until([&] { return bench.journal->disk().of(journal::ParkedState::waiting).size() == 1; }));
    const auto row = bench.journal->disk().of(journal::ParkedState::waiting).front();
    CHECK(row.next_attempt >= before + std::chrono::hours{1});
    CHECK(row.verdict == "retry");
    bench.clock.advance(std::chrono::milliseconds{3'600'500});
    bench.engine->notify();
    REQUIRE(bench.settled());
    CHECK(handler->calls == 2);
}

TEST_CASE("An attempt of an event that failed before stands in the journal before it begins") {
    Bench bench;
    std::vector<std::uint32_t> stored;
    std::mutex mutex;
    auto handler = bench.handler([&](const turnout_event& event, turnout_outcome&) {
        const auto rows = bench.journal->disk().of(journal::ParkedState::waiting);
        const std::lock_guard lock{mutex};
        stored.push_back(rows.empty() ? 0 : rows.front().attempts);
        if (!rows.empty()) CHECK(rows.front().last_attempt >= rows.front().next_attempt);
        return event.attempt < 4 ? TURNOUT_RETRY : TURNOUT_OK;
    });
    bench.start({{route("all"), handler}});
    bench.add();
    REQUIRE(bench.settled());
    const std::lock_guard lock{mutex};
    CHECK(stored == std::vector<std::uint32_t>{0, 2, 3, 4});
}

TEST_CASE("Attempts are counted on across a restart") {
    Disk disk;
    auto limited = route("all");
    limited.retry.attempts = 3;
    limited.retry.backoff_min = limited.retry.backoff_max = std::chrono::milliseconds{60'000};
    {
        Bench bench;
        bench.start({{limited, bench.handler(always_retry())}});
        bench.add();
        REQUIRE(bench.until([&] { return bench.journal->disk().of(journal::ParkedState::waiting).size() == 1; }));
        REQUIRE(bench.engine->stop(std::chrono::seconds{5}));
        disk = bench.journal->disk();
    }
    Bench bench{disk};
    bench.clock.advance(std::chrono::milliseconds{61'000});
    std::atomic<std::uint32_t> attempt{0};
    auto handler = bench.handler([&](const turnout_event& event, turnout_outcome&) {
        attempt = event.attempt;
        return TURNOUT_OK;
    });
    bench.start({{limited, handler}});
    REQUIRE(bench.settled());
    CHECK(attempt == 2);
    CHECK(bench.journal->disk().rows.empty());
}
