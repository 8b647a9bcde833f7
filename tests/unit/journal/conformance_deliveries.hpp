// Cursors, routes and parked deliveries. Part of the conformance of every engine.
#pragma once
#include "tests/unit/journal/journal_host.hpp"

#include <doctest/doctest.h>

#include <set>
#include <thread>

namespace turnout::test {

using journal::AppendResult;
using journal::Disposition;
using journal::Outcome;
using journal::ParkedState;
using journal::RouteStart;
using journal::Sequence;

inline void settle_all(RunningJournal& journal, const std::string& route, Sequence first, Sequence last) {
    std::vector<Outcome> outcomes;
    for (; first <= last; ++first) outcomes.push_back(done(route, first));
    CHECK(journal.settle(outcomes));
}

TEST_CASE_TEMPLATE_DEFINE("a route starts at the present or at the oldest event", Engine, conformance_start) {
    Engine engine;
    {
        RunningJournal journal(engine.open());
        journal.append("m-1");
        journal.append("m-2");
        CHECK(journal->open_route("new", RouteStart::now).settled_to == 2);
        CHECK(journal->open_route("old", RouteStart::oldest).settled_to == 0);
        CHECK_FALSE(journal->open_route("new", RouteStart::oldest).retired);
        CHECK_THROWS_AS(journal->open_route(std::string(journal::host_route), RouteStart::now), journal::JournalError);
    }
    RunningJournal journal(engine.open());
    journal.append("m-3");
    CHECK(journal->open_route("new", RouteStart::now).settled_to == 2);
    CHECK(journal->open_route("old", RouteStart::now).settled_to == 0);
    CHECK(journal->cursors().size() == 2);
}

TEST_CASE_TEMPLATE_DEFINE("cursors pass what is settled in any order", Engine, conformance_cursor) {
    Engine engine;
    {
        RunningJournal journal(engine.open());
        journal->open_route("r", RouteStart::now);
        journal->open_route("s", RouteStart::now);
        for (int i = 1; i <= 10; ++i) journal.append("m-" + std::to_string(i));
        CHECK(journal.advance_mark("r", 8));
        CHECK(journal.settle({done("r", 3), done("r", 5), done("r", 6)}));
        CHECK(journal.cursor("r").settled_to == 0);
        CHECK(journal.cursor("r").settled_above == std::vector<Sequence>{3, 5, 6});
        CHECK(journal.settle({done("r", 1), done("r", 2), done("r", 2), done("r", 8)}));
        // What was never stored moves nothing, nor does a route that nobody opened.
        CHECK(journal.settle({done("r", 4711), done("nobody", 1)}));
        CHECK(journal.advance_mark("r", 5));
    }
    RunningJournal journal(engine.open());
    const auto cursor = journal->open_route("r", RouteStart::now);
    CHECK(cursor.settled_to == 3);
    CHECK(cursor.settled_above == std::vector<Sequence>{5, 6, 8});
    CHECK(cursor.mark == 8);
    CHECK_FALSE(cursor.suspects);
    CHECK(journal.settle({done("r", 7), done("r", 4)}));
    CHECK(journal.cursor("r").settled_to == 8);
    CHECK(journal.cursor("r").settled_above.empty());
    CHECK(journal.cursor("s").settled_to == 0);
    CHECK(journal.cursor("nobody").route.empty());
}

TEST_CASE_TEMPLATE_DEFINE("progress alone is durable soon", Engine, conformance_progress) {
    Engine engine;
    RunningJournal journal(engine.open());
    journal->open_route("r", RouteStart::now);
    journal.append("m-1");
    journal->settle({done("r", 1)}, {});
    CHECK(wait_until([&] { return journal.cursor("r").settled_to == 1; }));
}

TEST_CASE_TEMPLATE_DEFINE("a route is retired, returns, and is dropped", Engine, conformance_retire) {
    Engine engine;
    {
        RunningJournal journal(engine.open());
        journal->open_route("r", RouteStart::now);
        journal.append("m-1");
        journal.append("m-2");
        journal.append("m-3");
        const auto events = journal.read_all();
        CHECK(journal.settle({park("r", events[0], ParkedState::waiting), park("r", events[1], ParkedState::dead),
                              park("r", events[2], ParkedState::held)}));
        journal->retire_route("r");
        CHECK(journal.cursor("r").retired);
    }
    RunningJournal journal(engine.open());
    CHECK(journal.cursor("r").retired);
    CHECK(journal->counts("r").waiting == 1);
    const auto again = journal->open_route("r", RouteStart::now);
    CHECK_FALSE(again.retired);
    CHECK(again.settled_to == 3);
    journal->retire_route("r");
    journal->drop_route("r");
    CHECK(journal->cursors().empty());
    CHECK(journal->counts("r").waiting == 0);
    CHECK(journal->counts("r").held == 0);
    CHECK(journal->counts("r").dead == 1);
    CHECK(journal.parked("r", ParkedState::waiting).empty());
    CHECK(journal.parked("r", ParkedState::dead).size() == 1);
    // Started anew at the oldest event, the same entry may be parked again.
    CHECK(journal->open_route("r", RouteStart::oldest).settled_to == 0);
    const auto events = journal.read_all();
    CHECK(journal.settle({park("r", events[1], ParkedState::dead), done("r", 1)}));
    CHECK(journal->counts("r").dead == 1);
    CHECK(journal.settle({done("r", 2)}));
    CHECK(journal->counts("r").dead == 0);
    CHECK(journal.cursor("r").settled_to == 2);
}

TEST_CASE_TEMPLATE_DEFINE("a parked delivery waits, is charged, dies, and goes", Engine, conformance_parked) {
    Engine engine;
    const auto second = std::chrono::seconds(1);
    {
        RunningJournal journal(engine.open());
        journal->open_route("r", RouteStart::now);
        for (int i = 1; i <= 9; ++i) journal.append("m-" + std::to_string(i), "body " + std::to_string(i));
        std::vector<Outcome> outcomes;
        // Due in the order 9, 8, ..., 1.
        for (const auto& event : journal.read_all())
            outcomes.push_back(park("r", event, ParkedState::waiting, 1,
                                    engine.clock.now() + (10 - static_cast<int>(event.sequence)) * second));
        CHECK(journal.settle(outcomes));
        CHECK(journal.cursor("r").settled_to == 9);
    }
    RunningJournal journal(engine.open());
    CHECK(journal->counts("r").waiting == 9);
    CHECK(journal.parked("r", ParkedState::waiting, engine.clock.now()).empty());
    const auto due = journal.parked("r", ParkedState::waiting, engine.clock.now() + 4 * second);
    REQUIRE(due.size() == 4);
    CHECK(due[0].key.sequence == 9);
    CHECK(due[3].key.sequence == 6);
    CHECK(due[0].event.event.body == "body 9");
    CHECK(due[0].event.event.message_id == "m-9");
    CHECK(due[0].ordering_key == "broadcaster/1337");
    CHECK(due[0].verdict == "retry");
    CHECK(due[0].reason == "not today");
    CHECK(due[0].plugin_id == "greeter");
    CHECK(due[0].plugin_version == "1.2.3");

    journal::Parked charged = due[0];
    charged.attempts = 2;
    charged.first_attempt = engine.clock.now();
    charged.last_attempt = engine.clock.now() + second;
    charged.ordering_key = "broadcaster/42";
    charged.reason = "is not written";
    CHECK(journal.settle({Outcome{Outcome::Action::charge, charged.key, charged}}));
    auto row = journal.parked("r", ParkedState::waiting, charged.next_attempt);
    REQUIRE(row.size() == 1);
    CHECK(row[0].attempts == 2);
    CHECK(row[0].first_attempt == charged.first_attempt);
    CHECK(row[0].last_attempt == charged.last_attempt);
    CHECK(row[0].ordering_key == charged.ordering_key);
    CHECK(row[0].reason == "not today");

    charged.state = ParkedState::dead;
    charged.next_attempt = {};
    charged.reason = "never";
    CHECK(journal.settle({Outcome{Outcome::Action::park, charged.key, charged}}));
    CHECK(journal->counts("r").waiting == 8);
    CHECK(journal->counts("r").dead == 1);
    const auto dead = journal.parked("r", ParkedState::dead);
    REQUIRE(dead.size() == 1);
    CHECK(dead[0].reason == "never");
    CHECK(dead[0].event.event.body == "body 9");

    CHECK(journal.settle({done("r", 9), done("r", 8)}));
    CHECK(journal->counts("r").dead == 0);
    CHECK(journal->counts("r").waiting == 7);
    CHECK(journal.parked("r", ParkedState::waiting).size() == 7);
}

TEST_CASE_TEMPLATE_DEFINE("the oldest event that waits is known, whenever it is due", Engine, conformance_oldest) {
    Engine engine;
    const auto accepted = [](int number) { return eventsub::Time(std::chrono::seconds(1'000 + number)); };
    {
        RunningJournal journal(engine.open());
        journal->open_route("r", RouteStart::now);
        journal->open_route("s", RouteStart::now);
        CHECK_FALSE(journal->oldest_pending("r"));
        for (int i = 1; i <= 200; ++i) {
            auto message = std::make_unique<Message>("m-" + std::to_string(i));
            message->change().event.accepted = accepted(i);
            journal.append(std::move(message));
        }
        std::vector<Outcome> outcomes;
        for (const auto& event : journal.read_all(0, 200)) {
            const int number = static_cast<int>(event.sequence);
            const auto state = number <= 5    ? ParkedState::dead
                               : number <= 10 ? ParkedState::held
                                              : ParkedState::waiting;
            // The older the later it is due.
            outcomes.push_back(park("r", event, state, 1, accepted(1'000 - number)));
        }
        CHECK(journal.settle(outcomes));
        CHECK(journal->oldest_pending("r") == accepted(6));
        CHECK_FALSE(journal->oldest_pending("s"));
        CHECK(journal.settle({done("r", 6), done("r", 8)}));
    }
    RunningJournal journal(engine.open());
    CHECK(journal->oldest_pending("r") == accepted(7));
    settle_all(journal, "r", 7, 199);
    CHECK(journal->oldest_pending("r") == accepted(200));
    CHECK(journal.settle({done("r", 200)}));
    CHECK_FALSE(journal->oldest_pending("r"));
}

TEST_CASE_TEMPLATE_DEFINE("replays are deliveries of their own", Engine, conformance_replay) {
    Engine engine;
    RunningJournal journal(engine.open());
    journal->open_route("r", RouteStart::now);
    journal.append("m-1");
    const auto events = journal.read_all();
    Outcome replay = park("r", events[0], ParkedState::dead);
    replay.key.replay = 1;
    CHECK(journal.settle({replay}));
    CHECK(journal.cursor("r").settled_to == 0);
    CHECK(journal->counts("r").dead == 1);
    CHECK(journal.settle({done("r", 1)}));
    CHECK(journal.cursor("r").settled_to == 1);
    CHECK(journal->counts("r").dead == 1);
    CHECK(journal.settle({done("r", 1, 1)}));
    CHECK(journal->counts("r").dead == 0);
}

TEST_CASE_TEMPLATE_DEFINE("many threads append, settle and read at once", Engine, conformance_threads) {
    Engine engine;
    RunningJournal journal(engine.open());
    journal->open_route("r", RouteStart::now);
    constexpr int writers = 4, each = 200;
    std::vector<std::thread> threads;
    for (int writer = 0; writer < writers; ++writer) {
        threads.emplace_back([&, writer] {
            for (int i = 0; i < each; ++i) {
                // Every third is one that another thread sends too.
                const std::string id =
                    i % 3 == 0 ? "shared-" + std::to_string(i) : std::to_string(writer) + "-" + std::to_string(i);
                journal->append(std::make_unique<Message>(id, std::string(300, 'x')));
            }
        });
    }
    std::set<std::string> seen;
    threads.emplace_back([&] {
        constexpr std::size_t shared = (each + 2) / 3, all = writers * (each - shared) + shared;
        const bool complete = wait_until([&] {
            const Sequence after = journal.cursor("r").settled_to;
            for (const auto& event : journal->read(after, 64, 1 << 20)) {
                seen.emplace(event.event.message_id);
                journal->settle({done("r", event.sequence)}, {});
            }
            return seen.size() == all && journal.cursor("r").settled_to == all;
        });
        CHECK(complete);
    });
    threads.emplace_back([&] {
        for (int i = 0; i < 50; ++i) {
            journal->open_route("other", RouteStart::now);
            journal.parked("r", ParkedState::dead);
            journal->counts("r");
            journal->drop_route("other");
        }
    });
    for (std::thread& thread : threads) thread.join();
    CHECK(journal.answers().wait_for(writers * each));
}

#define TURNOUT_JOURNAL_DELIVERIES_CONFORMANCE(ENGINE)       \
    TEST_CASE_TEMPLATE_INVOKE(conformance_start, ENGINE);    \
    TEST_CASE_TEMPLATE_INVOKE(conformance_cursor, ENGINE);   \
    TEST_CASE_TEMPLATE_INVOKE(conformance_progress, ENGINE); \
    TEST_CASE_TEMPLATE_INVOKE(conformance_retire, ENGINE);   \
    TEST_CASE_TEMPLATE_INVOKE(conformance_parked, ENGINE);   \
    TEST_CASE_TEMPLATE_INVOKE(conformance_oldest, ENGINE);   \
    TEST_CASE_TEMPLATE_INVOKE(conformance_replay, ENGINE);   \
    TEST_CASE_TEMPLATE_INVOKE(conformance_threads, ENGINE)

} // namespace turnout::test
