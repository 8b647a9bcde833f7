// The promises of core/README.md, as far as the delivery side keeps them.
#include "bench.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <map>
#include <mutex>
#include <random>

using namespace turnout;
using namespace turnout::delivery::test;

namespace {

constexpr int events = 1'500;

/// OK, now and then RETRY, REJECT or DEFERRED with a completion by another verdict.
class Fickle {
public:
    explicit Fickle(unsigned seed) : random_(seed) {}

    turnout_verdict operator()(const turnout_event& event, delivery::Engine& engine) {
        const auto choice = draw();
        if (choice < 10) return TURNOUT_REJECT;
        if (choice < 25) return TURNOUT_RETRY;
        if (choice < 40) {
            const auto later = draw() % 2 == 0 ? TURNOUT_OK : TURNOUT_RETRY;
            engine.complete("fake", event.token, later, 0, "later");
            return TURNOUT_DEFERRED;
        }
        return TURNOUT_OK;
    }

private:
    unsigned draw() {
        const std::lock_guard lock{mutex_};
        return std::uniform_int_distribution<unsigned>{0, 99}(random_);
    }

    std::mutex mutex_;
    std::mt19937 random_;
};

} // namespace

TEST_CASE("Promise 2: every event reaches every matching route and is settled exactly once, across kills") {
    Disk disk;
    std::map<std::string, std::map<std::uint64_t, int>> attempts;
    std::mutex mutex;
    Fickle fickle{3};
    int added = 0;
    for (int run = 0; run < 8; ++run) {
        Bench bench{disk, run != 0, {4, 32}};
        auto handler = bench.handler([&](const turnout_event& event, turnout_outcome&) {
            {
                const std::lock_guard lock{mutex};
                ++attempts[std::string{text(event.route)}][event.sequence];
            }
            return fickle(event, *bench.engine);
        });
        auto unordered = route("unordered");
        unordered.order_by = "none";
        bench.start({{route("ordered"), handler}, {unordered, handler}});
        if (run == 7) {
            while (added < events) bench.add({.broadcaster = std::to_string(added++ % 9)});
            REQUIRE(bench.settled(std::chrono::seconds{60}));
            disk = bench.journal->disk();
            break;
        }
        for (int count = 0; count < events / 8; ++count) bench.add({.broadcaster = std::to_string(added++ % 9)});
        const auto some = bench.engine->totals().done + 60 * static_cast<unsigned>(run + 1);
        bench.until([&] { return bench.engine->totals().done >= some || bench.engine->idle(); });
        disk = bench.kill();
        // Events are stored before they are answered, so a kill cannot lose them.
        REQUIRE(disk.last == static_cast<journal::Sequence>(added));
    }
    for (const auto* name : {"ordered", "unordered"}) {
        CAPTURE(name);
        CHECK(disk.cursors.at(name).settled_to == events);
        for (std::uint64_t sequence = 1; sequence <= events; ++sequence) CHECK(attempts[name][sequence] >= 1);
    }
    for (const auto& [key, row] : disk.rows) {
        CHECK(row.state == journal::ParkedState::dead);
        CHECK(row.attempts >= 1);
        CHECK_FALSE(row.verdict.empty());
        CHECK(row.last_attempt >= row.first_attempt);
        CHECK(row.first_attempt != eventsub::Time{});
    }
}

TEST_CASE("Promise 9: a backlog stays in the journal, not in memory") {
    constexpr std::size_t window = 50;
    Bench bench{{}, false, {2, window}};
    const Gate gate;
    const OpenAtEnd end{gate};
    auto blocked = bench.handler([&, gate](const turnout_event&, turnout_outcome&) {
        gate.pass();
        return TURNOUT_OK;
    });
    auto quick = bench.handler([](const turnout_event&, turnout_outcome&) { return TURNOUT_OK; });
    auto unordered = route("blocked");
    unordered.order_by = "none";
    bench.add(20'000);
    bench.start({{unordered, blocked}, {route("quick"), quick}});
    REQUIRE(bench.until([&] { return quick->calls == 20'000; }));
    REQUIRE(bench.until([&] { return bench.journal->disk().cursors.at("quick").settled_to == 20'000; }));
    CHECK(bench.journal->events_in_memory() <= window + 8 * 256);
    gate.open();
    REQUIRE(bench.settled());
    CHECK(bench.journal->events_in_memory() == 0);
}

TEST_CASE("Promise 9: nothing is kept of events that are settled") {
    constexpr int rounds = 40;
    Bench bench{{}, false, {4, 64}};
    auto handler = bench.handler([](const turnout_event& event, turnout_outcome&) {
        return event.attempt == 1 && event.sequence % 7 == 0 ? TURNOUT_RETRY : TURNOUT_OK;
    });
    bench.start({{route("all"), handler}});
    for (int round = 0; round < rounds; ++round) {
        for (int key = 0; key < 50; ++key) bench.add({.broadcaster = std::to_string(round * 50 + key)});
        REQUIRE(bench.settled());
        CHECK(bench.journal->events_in_memory() == 0);
        bench.journal->purge(bench.journal->last());
    }
    CHECK(bench.engine->totals().done == rounds * 50);
}
