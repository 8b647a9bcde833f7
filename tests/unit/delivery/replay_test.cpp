// Rows that somebody else wrote: replays.
#include "bench.hpp"

#include <doctest/doctest.h>

#include <map>
#include <mutex>

using namespace turnout;
using namespace turnout::delivery::test;

namespace {

/// As Journal::replay_events() does it: a copy of the event that waits from now on, with no attempt and no key yet.
void replay(Bench& bench, journal::Sequence sequence, std::uint32_t number, const std::string& name = "all") {
    bench.journal->alter([&](Disk& disk) {
        journal::Parked row;
        row.key = {name, sequence, number};
        row.state = journal::ParkedState::waiting;
        row.next_attempt = bench.clock.now();
        row.event = disk.events.at(sequence);
        row.verdict = "replay";
        row.reason = "asked for";
        disk.rows[{name, sequence, number}] = row;
    });
}

/// Deliveries that succeeded, as sequence and replayed, in order.
class Log {
public:
    void note(const turnout_event& event) {
        const std::lock_guard lock{mutex_};
        seen_.emplace_back(event.sequence, event.replayed);
    }

    std::vector<std::pair<std::uint64_t, int>> seen() const {
        const std::lock_guard lock{mutex_};
        return seen_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::pair<std::uint64_t, int>> seen_;
};

using Seen = std::vector<std::pair<std::uint64_t, int>>;

} // namespace

TEST_CASE("A replay is handed out as soon as the engine is told, marked as such, and its row goes") {
    Bench bench;
    Log log;
    std::string id;
    auto handler = bench.handler([&](const turnout_event& event, turnout_outcome&) {
        log.note(event);
        if (event.replayed != 0) id = text(event.delivery_id);
        return TURNOUT_OK;
    });
    bench.start({{route("all"), handler}});
    bench.add(3);
    REQUIRE(bench.settled());
    replay(bench, 2, 7);
    CHECK_FALSE(bench.engine->idle());
    bench.engine->reload_parked("all");
    REQUIRE(bench.settled());
    CHECK(log.seen() == Seen{{1, 0}, {2, 0}, {3, 0}, {2, 1}});
    CHECK(id == "all/2/7");
    CHECK(bench.journal->disk().rows.empty());
    CHECK(bench.journal->disk().cursors.at("all").settled_to == 3);
}

TEST_CASE("A replay's first attempt stands in the journal before it begins, and counts its time from there") {
    Bench bench;
    auto aged = route("all");
    aged.retry.max_age = std::chrono::seconds{60};
    auto handler = bench.handler([&](const turnout_event& event, turnout_outcome&) {
        if (event.replayed == 0) return TURNOUT_OK;
        const auto rows = bench.journal->disk().of(journal::ParkedState::waiting);
        REQUIRE(rows.size() == 1);
        CHECK(rows[0].attempts == event.attempt);
        CHECK(rows[0].first_attempt != eventsub::Time{});
        CHECK(rows[0].last_attempt >= rows[0].next_attempt);
        CHECK(rows[0].ordering_key == "1"); // so that after a crash it blocks its lane
        return event.attempt < 3 ? TURNOUT_RETRY : TURNOUT_OK;
    });
    bench.start({{aged, handler}});
    bench.add();
    REQUIRE(bench.settled());
    replay(bench, 1, 1);
    bench.engine->reload_parked("all");
    REQUIRE(bench.settled());
    CHECK(handler->calls == 4);
    CHECK(bench.journal->disk().rows.empty());
}

TEST_CASE("A replay waits behind an event of its key that is retried, as held") {
    Bench bench;
    Log log;
    std::atomic<bool> fail{true};
    auto handler = bench.handler([&](const turnout_event& event, turnout_outcome& outcome) {
        if (event.sequence == 2 && fail) {
            say(outcome, "", 60'000);
            return TURNOUT_RETRY;
        }
        log.note(event);
        return TURNOUT_OK;
    });
    bench.start({{route("all"), handler}});
    bench.add(3);
    REQUIRE(bench.until([&] { return bench.journal->disk().of(journal::ParkedState::held).size() == 1; }));
    replay(bench, 1, 1);
    bench.engine->reload_parked("all");
    REQUIRE(bench.until([&] { return bench.journal->disk().of(journal::ParkedState::held).size() == 2; }));
    CHECK(log.seen() == Seen{{1, 0}});
    fail = false;
    bench.clock.advance(std::chrono::milliseconds{61'000});
    bench.engine->notify();
    REQUIRE(bench.settled());
    CHECK(log.seen() == Seen{{1, 0}, {2, 0}, {1, 1}, {3, 0}}); // held ones go by their place in the log
    CHECK(bench.journal->disk().rows.empty());
}

TEST_CASE("Replays of one key go in order, and those behind one that fails are held") {
    constexpr std::uint32_t count = 200;
    Bench bench{{}, false, {4, 32}};
    Log log;
    std::atomic<int> failures{0};
    auto handler = bench.handler([&](const turnout_event& event, turnout_outcome&) {
        if (event.replayed != 0 && event.sequence % 20 == 0 && event.attempt < 3) {
            ++failures;
            return TURNOUT_RETRY;
        }
        log.note(event);
        return TURNOUT_OK;
    });
    bench.start({{route("all"), handler}});
    bench.add(count);
    REQUIRE(bench.settled());
    for (std::uint32_t sequence = 1; sequence <= count; ++sequence) replay(bench, sequence, sequence);
    bench.engine->reload_parked("all");
    bench.add(count); // new events flow meanwhile
    REQUIRE(bench.settled());
    CHECK(failures == 2 * count / 20);
    std::vector<std::uint64_t> again, fresh;
    for (const auto& [sequence, replayed] : log.seen()) (replayed != 0 ? again : fresh).push_back(sequence);
    CHECK(std::is_sorted(again.begin(), again.end()));
    CHECK(again.size() == count);
    CHECK(std::is_sorted(fresh.begin(), fresh.end()));
    CHECK(fresh.size() == 2 * count);
    CHECK(bench.journal->disk().rows.empty());
}

TEST_CASE("A replay has the key that its route gives it now, whatever its row says") {
    Bench bench;
    Log log;
    const Gate gate;
    std::map<std::string, std::string> keys;
    std::mutex mutex;
    auto handler = bench.handler([&, gate](const turnout_event& event, turnout_outcome&) {
        if (event.sequence == 3) gate.pass();
        log.note(event);
        const std::lock_guard lock{mutex};
        if (event.replayed != 0) keys[std::string{text(event.delivery_id)}] = text(event.ordering_key);
        return TURNOUT_OK;
    });
    const OpenAtEnd end{gate};
    auto by_user = route("all");
    by_user.order_by = "user";
    bench.start({{by_user, handler}});
    bench.add({.broadcaster = "1", .user = "7"});
    bench.add({.broadcaster = "1", .user = "8"});
    bench.add({.broadcaster = "2", .user = "7"});
    REQUIRE(bench.until([&] { return handler->running == 1 && log.seen().size() == 2; }));
    replay(bench, 1, 1);
    replay(bench, 2, 2);
    bench.journal->alter([](Disk& disk) { // a dead letter of another route had that key
        for (auto& [key, row] : disk.rows) row.ordering_key = "broadcaster";
    });
    bench.engine->reload_parked("all");
    REQUIRE(bench.until([&] { return log.seen().size() == 3; }));
    CHECK(log.seen().back() == std::pair<std::uint64_t, int>{2, 1}); // the other one waits behind user 7's third event
    gate.open();
    REQUIRE(bench.settled());
    CHECK(log.seen().back() == std::pair<std::uint64_t, int>{1, 1});
    const std::lock_guard lock{mutex};
    CHECK(keys == std::map<std::string, std::string>{{"all/1/1", "7"}, {"all/2/2", "8"}});
}

TEST_CASE("Many due rows are taken up page by page, without reading those in memory again and again") {
    constexpr std::uint32_t count = 2'000;
    Bench bench{{}, false, {4, 64}};
    auto handler = bench.handler([](const turnout_event&, turnout_outcome&) { return TURNOUT_OK; });
    auto unordered = route("all");
    unordered.order_by = "none";
    bench.start({{unordered, handler}});
    bench.add(count);
    REQUIRE(bench.settled());
    for (std::uint32_t sequence = 1; sequence <= count; ++sequence) replay(bench, sequence, sequence);
    const auto before = bench.journal->rows_read();
    bench.engine->reload_parked("all");
    REQUIRE(bench.settled());
    CHECK(handler->calls == 2 * count);
    CHECK(bench.journal->rows_read() - before < 4 * count);
    CHECK(bench.journal->disk().rows.empty());
}

TEST_CASE("Replays wait for their turn over a restart, and one that ends the host is found") {
    Disk disk;
    {
        Bench bench;
        bench.start({{route("all"), bench.handler([](const auto&, auto&) { return TURNOUT_OK; })}});
        for (int key = 0; key < 4; ++key) bench.add({.broadcaster = std::to_string(key)});
        REQUIRE(bench.settled());
        for (std::uint32_t sequence = 1; sequence <= 4; ++sequence) replay(bench, sequence, sequence);
        disk = bench.kill();
    }
    int crashes = 0;
    for (; crashes < 20; ++crashes) {
        Bench bench{disk, true};
        std::atomic<bool> crashed{false};
        Disk left;
        std::mutex mutex;
        auto handler = bench.handler([&](const turnout_event& event, turnout_outcome&) {
            if (crashed || event.sequence != 3) return TURNOUT_OK;
            const std::lock_guard lock{mutex};
            bench.journal->cut();
            left = bench.journal->disk();
            crashed = true;
            return TURNOUT_OK;
        });
        bench.start({{route("all"), handler}});
        REQUIRE(bench.until([&] { return crashed || bench.engine->idle(); }));
        disk = bench.kill();
        if (!crashed) break;
        disk = left;
    }
    CHECK(crashes == 4); // once among the others, three times alone
    REQUIRE(disk.rows.size() == 1);
    CHECK(disk.rows.begin()->second.verdict == "crashed the host");
    CHECK(disk.rows.begin()->second.key.replay == 3);
}
