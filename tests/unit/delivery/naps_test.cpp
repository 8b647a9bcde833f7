// Short waits for another attempt, in memory.
#include "bench.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <mutex>
#include <set>

using namespace turnout;
using namespace turnout::delivery::test;
using journal::ParkedState;

namespace {

config::Route ordered() {
    auto ordered = route("all");
    ordered.order_by = "broadcaster";
    return ordered;
}

/// "sequence/attempt" of each call.
class Calls {
public:
    std::string note(const turnout_event& event) {
        const std::lock_guard lock{mutex_};
        calls_.push_back(std::to_string(event.sequence) + "/" + std::to_string(event.attempt));
        return calls_.back();
    }

    std::vector<std::string> all() const {
        const std::lock_guard lock{mutex_};
        return calls_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::string> calls_;
};

} // namespace

TEST_CASE("A short wait takes place in memory, with those behind it, and the journal knows it all the same") {
    Bench bench;
    Calls calls;
    std::mutex mutex;
    std::set<std::uint64_t> tokens;
    std::size_t waiting = 0, held = 0;
    auto handler = bench.handler([&](const turnout_event& event, turnout_outcome& outcome) {
        calls.note(event);
        const auto disk = bench.journal->disk();
        const std::lock_guard lock{mutex};
        tokens.insert(event.token);
        waiting = std::max(waiting, disk.of(ParkedState::waiting).size());
        held = std::max(held, disk.of(ParkedState::held).size());
        say(outcome, "again", 20);
        return event.sequence == 1 && event.attempt < 3 ? TURNOUT_RETRY : TURNOUT_OK;
    });
    bench.add(3);
    bench.start({{ordered(), handler}});
    REQUIRE(bench.settled());
    CHECK(calls.all() == std::vector<std::string>{"1/1", "1/2", "1/3", "2/1", "3/1"});
    CHECK(waiting == 1);
    CHECK(held == 0);
    CHECK(tokens.size() == 5); // a completion of an earlier attempt would be refused
    CHECK(bench.journal->disk().rows.empty());
    CHECK(bench.journal->rows_read() == 0);
    CHECK(bench.engine->totals().retried == 2);
}

TEST_CASE("A crash during a short wait loses neither the attempts nor the order") {
    Disk disk;
    {
        Bench bench;
        auto handler = bench.handler([](const turnout_event&, turnout_outcome& outcome) {
            say(outcome, "again", 20);
            return TURNOUT_RETRY;
        });
        bench.add(3);
        bench.start({{ordered(), handler}});
        REQUIRE(bench.until([&] { return bench.engine->totals().retried == 1; }));
        disk = bench.kill();
    }
    REQUIRE(disk.of(ParkedState::waiting).size() == 1);
    const auto attempts = disk.of(ParkedState::waiting)[0].attempts;
    CHECK(attempts >= 1);
    Bench bench{disk, true};
    Calls calls;
    bench.start({{ordered(), bench.handler([&](const turnout_event& event, turnout_outcome&) {
                      calls.note(event);
                      return TURNOUT_OK;
                  })}});
    bench.clock.advance(std::chrono::milliseconds{60});
    bench.engine->notify();
    REQUIRE(bench.settled());
    CHECK(calls.all() == std::vector<std::string>{"1/" + std::to_string(attempts + 1), "2/1", "3/1"});
    CHECK(bench.journal->disk().rows.empty());
}

TEST_CASE("Keys that are tried again and again leave the others their part of the window") {
    Bench bench; // a window of 64
    std::atomic<int> others{0};
    std::atomic<bool> good{false};
    auto handler = bench.handler([&](const turnout_event& event, turnout_outcome& outcome) {
        if (text(event.ordering_key) == "9") return ++others, TURNOUT_OK;
        say(outcome, "again", 50);
        return good ? TURNOUT_OK : TURNOUT_RETRY;
    });
    auto stubborn = ordered();
    stubborn.retry.attempts = 1'000'000;
    for (int i = 0; i < 40; ++i)
        for (const char* key : {"1", "2", "3", "4"}) bench.add({.broadcaster = key});
    bench.start({{stubborn, handler}});
    bench.add(20, {.broadcaster = "9"});
    CHECK(bench.until([&] { return others == 20; }));
    good = true;
    REQUIRE(bench.settled());
    CHECK(bench.journal->disk().rows.empty());
}

TEST_CASE("When the clock is set back, a short wait keeps nothing but its own key waiting") {
    Bench bench;
    Calls calls;
    auto handler = bench.handler([&](const turnout_event& event, turnout_outcome& outcome) {
        if (calls.note(event) != "1/1") return TURNOUT_OK;
        say(outcome, "again", 40);
        return TURNOUT_RETRY;
    });
    bench.add(3, {.broadcaster = "1"});
    bench.start({{ordered(), handler}});
    REQUIRE(bench.until([&] { return bench.engine->totals().retried == 1; }));
    bench.clock.step(-std::chrono::hours{1});
    bench.engine->notify();
    bench.add(1, {.broadcaster = "2"});
    REQUIRE(bench.until([&] { return bench.engine->routes().front().in_memory == 0; }));
    bench.clock.step(std::chrono::hours{1});
    bench.clock.advance(std::chrono::seconds{1});
    bench.engine->notify();
    REQUIRE(bench.settled());
    auto all = calls.all();
    std::erase(all, "4/1");
    CHECK(all == std::vector<std::string>{"1/1", "1/2", "2/1", "3/1"});
}

TEST_CASE("Of two that wait in one lane a short wait of the first lets nothing overtake the second") {
    Disk disk;
    {
        Bench bench;
        auto overtaking = ordered();
        overtaking.overtake = true;
        bench.add(2);
        bench.start({{overtaking, bench.handler([](const turnout_event&, turnout_outcome& outcome) {
                          say(outcome, "", 60'000);
                          return TURNOUT_RETRY;
                      })}});
        REQUIRE(bench.until([&] { return bench.journal->disk().of(ParkedState::waiting).size() == 2; }));
        disk = bench.kill();
    }
    Bench bench{disk};
    Calls calls;
    bench.start({{ordered(), bench.handler([&](const turnout_event& event, turnout_outcome& outcome) {
                      const auto call = calls.note(event);
                      say(outcome, "", 40);
                      if (call == "1/2") bench.add(1); // comes in while the outcome is on its way to the journal
                      return call == "1/2" ? TURNOUT_RETRY : TURNOUT_OK;
                  })}});
    bench.clock.advance(std::chrono::milliseconds{61'000});
    bench.engine->notify();
    REQUIRE(bench.settled());
    const auto all = calls.all();
    CHECK(all.size() == 4);
    const auto second = std::find(all.begin(), all.end(), "2/2"), third = std::find(all.begin(), all.end(), "3/1");
    CHECK(second < third);
}
