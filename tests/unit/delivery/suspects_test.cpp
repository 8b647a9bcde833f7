// After an unclean stop.
#include "core/delivery/suspects.hpp"

#include "bench.hpp"

#include <doctest/doctest.h>

#include <map>
#include <mutex>
#include <set>
#include <thread>

using namespace turnout;
using namespace turnout::delivery::test;

namespace {

config::Route unordered(std::string name) {
    auto unordered = route(std::move(name));
    unordered.order_by = "none";
    return unordered;
}

/// Runs a host until a handler meets the poison, which kills it. Returns what is on the disk; `handled` collects what
/// succeeded. Nothing if the poison was not met and everything is settled.
std::optional<Disk> run_until_crash(Disk disk, bool unclean, std::uint64_t poison,
                                    std::multiset<std::uint64_t>& handled, Disk* end) {
    std::atomic<bool> crashed{false};
    std::mutex mutex;
    Disk left;
    Bench bench{std::move(disk), unclean};
    auto handler = bench.handler([&](const turnout_event& event, turnout_outcome&) {
        if (crashed) return TURNOUT_OK; // the process would be gone
        if (event.sequence == poison) {
            const std::lock_guard lock{mutex};
            bench.journal->cut();
            left = bench.journal->disk();
            crashed = true;
            return TURNOUT_OK;
        }
        const std::lock_guard lock{mutex};
        handled.insert(event.sequence);
        return TURNOUT_OK;
    });
    bench.start({{unordered("all"), handler}, {unordered("other"), handler}});
    REQUIRE(bench.until([&] { return crashed || bench.engine->idle(); }));
    if (crashed) {
        bench.kill();
        return left;
    }
    *end = bench.journal->disk();
    return std::nullopt;
}

} // namespace

TEST_CASE("An event that ends the host is found and becomes a dead letter, the others are handled") {
    constexpr std::uint64_t poison = 77;
    Disk disk;
    {
        FakeJournal journal;
        for (int index = 0; index < 200; ++index) journal.add({});
        disk = journal.disk();
    }
    std::multiset<std::uint64_t> handled;
    Disk end;
    int crashes = 0;
    for (bool unclean = false;; unclean = true) {
        auto left = run_until_crash(disk, unclean, poison, handled, &end);
        if (!left) break;
        ++crashes;
        REQUIRE(crashes < 20);
        disk = std::move(*left);
    }
    // Once among the others, three times alone, on each of two routes.
    CHECK(crashes >= 4);
    CHECK(crashes <= 8);
    const auto dead = end.of(journal::ParkedState::dead);
    REQUIRE(dead.size() == 2);
    for (const auto& row : dead) {
        CHECK(row.key.sequence == poison);
        CHECK(row.verdict == "crashed the host");
        CHECK(row.attempts >= 3);
        CHECK(row.event.event.message_id == "m77");
    }
    CHECK(end.rows.size() == 2);
    for (std::uint64_t sequence = 1; sequence <= 200; ++sequence)
        if (sequence != poison) CHECK(handled.count(sequence) >= 2);
}

TEST_CASE("Suspects run alone in the whole host, and each stands in the journal first") {
    Disk disk;
    {
        FakeJournal journal;
        for (int index = 0; index < 40; ++index) journal.add({.broadcaster = std::to_string(index)});
        disk = journal.disk();
    }
    for (const auto* name : {"a", "b"}) {
        auto& cursor = disk.cursors[name];
        cursor.route = name;
        cursor.mark = 20;
        cursor.settled_above = {3, 5};
    }
    Bench bench{disk, true, {4, 64}};
    std::atomic<int> suspects{0};
    std::atomic<int> running{0}, together{0};
    auto handler = bench.handler([&](const turnout_event& event, turnout_outcome&) {
        const int now = ++running;
        if (event.sequence <= 20) {
            ++suspects;
            if (now > 1) ++together;
            const auto rows = bench.journal->disk().of(journal::ParkedState::waiting);
            bool found = false;
            for (const auto& row : rows)
                found = found || (row.key.sequence == event.sequence && row.key.route == text(event.route) &&
                                  row.verdict == "suspect/1" && row.attempts == 1);
            CHECK(found);
            CHECK(suspects <= 36);
        } else {
            CHECK(suspects == 36); // nothing else before the last suspect
        }
        --running;
        return TURNOUT_OK;
    });
    bench.start({{route("a"), handler}, {route("b"), handler}});
    REQUIRE(bench.settled());
    CHECK(suspects == 36);
    CHECK(together == 0);
    CHECK(handler->calls == 36 + 40);
    CHECK(bench.journal->disk().rows.empty());
}

TEST_CASE("A row whose attempt was interrupted is a suspect, one that waits is not") {
    Disk disk;
    journal::Sequence interrupted = 0, waits = 0;
    {
        FakeJournal journal;
        interrupted = journal.add({.broadcaster = "1"});
        waits = journal.add({.broadcaster = "2"});
        disk = journal.disk();
    }
    auto& cursor = disk.cursors["all"];
    cursor.route = "all";
    cursor.settled_to = cursor.mark = 2;
    const auto now = eventsub::SystemClock{}.now();
    for (const auto sequence : {interrupted, waits}) {
        journal::Parked row;
        row.key = {"all", sequence, 0};
        row.state = journal::ParkedState::waiting;
        row.attempts = 2;
        row.first_attempt = now - std::chrono::seconds{10};
        row.last_attempt = now - std::chrono::seconds{1};
        row.next_attempt = sequence == interrupted ? row.last_attempt : now - std::chrono::milliseconds{500};
        row.ordering_key = disk.events.at(sequence).event.broadcaster_id;
        row.event = disk.events.at(sequence);
        disk.rows[{"all", sequence, 0}] = row;
    }
    Bench bench{disk, true};
    std::mutex mutex;
    std::vector<std::pair<std::uint64_t, std::string>> seen;
    auto handler = bench.handler([&](const turnout_event& event, turnout_outcome&) {
        CHECK(event.attempt == 3);
        std::string verdict;
        for (const auto& row : bench.journal->disk().of(journal::ParkedState::waiting))
            if (row.key.sequence == event.sequence) verdict = row.verdict;
        const std::lock_guard lock{mutex};
        seen.emplace_back(event.sequence, verdict);
        return TURNOUT_OK;
    });
    bench.start({{route("all"), handler}});
    REQUIRE(bench.settled());
    const std::lock_guard lock{mutex};
    const std::vector<std::pair<std::uint64_t, std::string>> expected{{interrupted, "suspect/1"}, {waits, ""}};
    CHECK(seen == expected);
}

TEST_CASE("A suspect that is deferred or stuck does not stop the host") {
    Disk disk;
    {
        FakeJournal journal;
        for (int index = 0; index < 10; ++index) journal.add({.broadcaster = std::to_string(index)});
        disk = journal.disk();
    }
    disk.cursors["all"].route = "all";
    disk.cursors["all"].mark = 5;
    for (const bool stuck : {false, true}) {
        CAPTURE(stuck);
        Bench bench{disk, true};
        const Gate gate;
        const OpenAtEnd end{gate};
        std::atomic<std::uint64_t> token{0};
        auto handler = bench.handler([&, gate](const turnout_event& event, turnout_outcome&) {
            if (event.sequence != 1) return TURNOUT_OK;
            token = event.token;
            if (!stuck) return TURNOUT_DEFERRED;
            gate.pass();
            return TURNOUT_OK;
        });
        bench.start({{route("all"), handler}});
        REQUIRE(bench.until([&] { return token != 0; }));
        if (stuck) bench.clock.advance(std::chrono::milliseconds{11'000});
        bench.engine->notify();
        CHECK(bench.until([&] { return handler->calls == 10; }));
        gate.open();
        if (!stuck) CHECK(bench.engine->complete("fake", token, TURNOUT_OK, 0, {}));
        CHECK(bench.settled());
    }
}

namespace {

const auto time_of_crash = eventsub::SystemClock{}.now() - std::chrono::minutes{1};

/// Events 1 to 20 of the route `all` may have been handed out, each with a key of its own.
Disk interrupted() {
    FakeJournal journal;
    for (int index = 0; index < 40; ++index) journal.add({.broadcaster = std::to_string(index)});
    auto disk = journal.disk();
    disk.cursors["all"].route = "all";
    disk.cursors["all"].mark = 20;
    return disk;
}

/// What was seen of each event when it was handled: its attempt, and the verdict of its row.
using Seen = std::map<std::uint64_t, std::pair<std::uint32_t, std::string>>;

struct AfterCrash {
    AfterCrash(Disk disk, const delivery::Crash& crash, std::uint32_t crash_attempts)
        : bench{std::move(disk), true, {4, 64}, crash} {
        auto handler = bench.handler([this](const turnout_event& event, turnout_outcome&) {
            std::string verdict;
            for (const auto& row : bench.journal->disk().of(journal::ParkedState::waiting))
                if (row.key.sequence == event.sequence) verdict = row.verdict;
            const std::lock_guard lock{mutex};
            seen[event.sequence] = {event.attempt, verdict};
            return TURNOUT_OK;
        });
        auto all = route("all");
        all.retry.crash_attempts = crash_attempts;
        bench.start({{all, handler}});
        REQUIRE(bench.settled());
    }

    std::mutex mutex;
    Seen seen;
    Bench bench;
};

} // namespace

TEST_CASE("A delivery that the report of a crash names counts as attempted, and no other does") {
    const AfterCrash after{interrupted(), {{"all", 7, 0}, time_of_crash}, 3};
    REQUIRE(after.seen.size() == 40);
    for (const auto& [sequence, what] : after.seen) {
        CAPTURE(sequence);
        CHECK(what.first == (sequence == 7 ? 2 : 1));
        CHECK(what.second == (sequence == 7 ? "suspect/2" : sequence <= 20 ? "suspect/1" : ""));
    }
    CHECK(after.bench.journal->disk().rows.empty());
}

TEST_CASE("A delivery that the report of a crash names is dead at once if one crash is enough") {
    const AfterCrash after{interrupted(), {{"all", 7, 0}, time_of_crash}, 1};
    CHECK(after.seen.size() == 39);
    CHECK_FALSE(after.seen.contains(7));
    const auto dead = after.bench.journal->disk().of(journal::ParkedState::dead);
    REQUIRE(dead.size() == 1);
    CHECK(dead.front().key.sequence == 7);
    CHECK(dead.front().verdict == "crashed the host");
    CHECK(dead.front().attempts == 1);
    CHECK(dead.front().first_attempt == time_of_crash);
    CHECK(dead.front().last_attempt == time_of_crash);
}

TEST_CASE("The report of a crash that names no suspect changes nothing") {
    for (const auto& key : {journal::DeliveryKey{"all", 30, 0}, {"all", 7, 1}, {"other", 7, 0}}) {
        CAPTURE(key.route);
        CAPTURE(key.sequence);
        const AfterCrash after{interrupted(), {key, time_of_crash}, 1};
        CHECK(after.seen.size() == 40);
        for (const auto& [sequence, what] : after.seen) CHECK(what.first == 1);
        CHECK(after.bench.journal->disk().rows.empty());
    }
}

TEST_CASE("What ran alone when the host crashed is not charged for its report once more") {
    auto disk = interrupted();
    journal::Parked row;
    row.key = {"all", 7, 0};
    row.state = journal::ParkedState::waiting;
    row.attempts = 1;
    row.first_attempt = row.last_attempt = row.next_attempt = time_of_crash;
    row.verdict = "suspect/1";
    row.ordering_key = disk.events.at(7).event.broadcaster_id;
    row.event = disk.events.at(7);
    disk.rows[{"all", 7, 0}] = row;
    disk.cursors["all"].settled_above = {7};
    const AfterCrash after{std::move(disk), {{"all", 7, 0}, time_of_crash}, 2};
    REQUIRE(after.seen.contains(7));
    CHECK(after.seen.at(7) == std::pair<std::uint32_t, std::string>{2, "suspect/2"});
}

TEST_CASE("The number of crashes is read from the verdict") {
    journal::Parked row;
    CHECK(delivery::crashes_of(row) == 0);
    row.verdict = "retry";
    CHECK(delivery::crashes_of(row) == 0);
    row.verdict = "suspect/2";
    CHECK(delivery::crashes_of(row) == 2);
}
