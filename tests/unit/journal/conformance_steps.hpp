// Dropping and replaying, and what became of an event. Part of the conformance of every engine.
#pragma once
#include "tests/unit/journal/conformance_archive.hpp"

#include <future>
#include <memory>
#include <numeric>
#include <set>

namespace turnout::test {

using journal::RouteFate;
using journal::StepsDone;

/// Calls, and waits until it is told.
template <typename Call> StepsDone stepped(Call call) {
    const auto told = std::make_shared<std::promise<StepsDone>>();
    auto answer = told->get_future();
    call([told](const StepsDone& done) { told->set_value(done); });
    if (answer.wait_for(patience) != std::future_status::ready) return {.refusal = "it was not told in time"};
    return answer.get();
}

inline StepsDone drop_dead(RunningJournal& journal, const ParkedQuery& query) {
    return stepped([&](auto told) { journal->drop_dead(query, std::move(told)); });
}

inline StepsDone replay_dead(RunningJournal& journal, const ParkedQuery& query, const std::string& route = {}) {
    return stepped([&](auto told) { journal->replay_dead(query, route, std::move(told)); });
}

inline StepsDone replay_events(RunningJournal& journal, std::vector<Sequence> sequences, const std::string& route) {
    return stepped([&](auto told) { journal->replay_events(std::move(sequences), route, std::move(told)); });
}

inline StepsDone replay_event(RunningJournal& journal, Sequence sequence, const std::string& route) {
    return replay_events(journal, {sequence}, route);
}

/// Parks every event of the log on `route`.
inline void park_all(RunningJournal& journal, const std::string& route, ParkedState state) {
    std::vector<Outcome> outcomes;
    for (const auto& event : journal.read_all(0, 200)) outcomes.push_back(park(route, event, state));
    REQUIRE(journal.settle(outcomes));
}

TEST_CASE_TEMPLATE_DEFINE("dead letters are dropped as they are selected", Engine, conformance_drop) {
    Engine engine;
    {
        RunningJournal journal(engine.open());
        journal->open_route("r", RouteStart::now);
        fill_archive(journal, 0, 350);
        park_all(journal, "r", ParkedState::dead);
        journal->open_route("s", RouteStart::oldest);
        CHECK(journal.settle({park("s", journal.read_all()[0], ParkedState::waiting)}));
        const StepsDone done = drop_dead(journal, {.type = "channel.follow", .limit = 1});
        CHECK(done.rows == 117);
        CHECK(done.skipped == 0);
        CHECK(done.refusal.empty());
        CHECK(done.routes.empty());
        CHECK(journal->counts("r").dead == 233);
        // What waits is no dead letter, whatever is asked for.
        CHECK(drop_dead(journal, {.state = ParkedState::waiting, .route = "s"}).rows == 0);
    }
    RunningJournal journal(engine.open());
    CHECK(journal->counts("r").dead == 233);
    CHECK(journal->counts("s").waiting == 1);
    CHECK(journal->find_parked({.route = "r", .type = "channel.follow"}).empty());
    CHECK(drop_dead(journal, {}).rows == 233);
    CHECK(journal->counts("r").dead == 0);
    CHECK(journal.parked("r", ParkedState::dead).empty());
}

TEST_CASE_TEMPLATE_DEFINE("a replayed dead letter waits as a delivery of its own", Engine, conformance_replay_dead) {
    Engine engine;
    {
        RunningJournal journal(engine.open());
        journal->open_route("r", RouteStart::now);
        journal->open_route("s", RouteStart::now);
        fill_archive(journal, 0, 3);
        park_all(journal, "r", ParkedState::dead);
        const auto dead = journal->find_parked({});
        const StepsDone done = replay_dead(journal, {.numbers = {dead[1].number}});
        CHECK(done.rows == 1);
        CHECK(done.routes == std::set<std::string>{"r"});
        const auto waiting = journal.parked("r", ParkedState::waiting);
        REQUIRE(waiting.size() == 1);
        CHECK(waiting[0].key.sequence == 2);
        CHECK(waiting[0].key.replay > 0);
        CHECK(waiting[0].attempts == 0);
        CHECK(waiting[0].next_attempt == engine.clock.now());
        CHECK(waiting[0].last_attempt == eventsub::Time{});
        CHECK(waiting[0].ordering_key == "broadcaster/1337");
        CHECK(waiting[0].verdict == "replay");
        CHECK(waiting[0].reason.find("not today") != std::string::npos);
        CHECK(waiting[0].event.event.body == "body of 1");
        CHECK(journal->counts("r").dead == 2);
        CHECK(replay_dead(journal, {.numbers = {dead[1].number}}).rows == 0);
        // On another route, then dead again, then once more: each time a new number.
        CHECK(replay_dead(journal, {.numbers = {dead[2].number}}, "s").routes == std::set<std::string>{"s"});
        auto again = journal.parked("s", ParkedState::waiting).at(0);
        again.state = ParkedState::dead;
        CHECK(journal.settle({Outcome{Outcome::Action::park, again.key, again}}));
        CHECK(replay_dead(journal, {.route = "s"}).rows == 1);
        CHECK(journal.parked("s", ParkedState::waiting).at(0).key.replay > again.key.replay);
        CHECK(journal.cursor("s").settled_to == 0);
    }
    RunningJournal journal(engine.open());
    const auto waiting = journal.parked("r", ParkedState::waiting).at(0);
    CHECK(replay_event(journal, 2, "r").rows == 1);
    CHECK(journal.parked("r", ParkedState::waiting).at(1).key.replay > waiting.key.replay);
    CHECK(journal.settle({done("r", 2, waiting.key.replay)}));
    CHECK(journal->counts("r").waiting == 1);
}

TEST_CASE_TEMPLATE_DEFINE("what cannot be replayed stays and is told", Engine, conformance_no_replay) {
    Engine engine;
    RunningJournal journal(engine.open());
    journal->open_route("r", RouteStart::now);
    journal->open_route("gone", RouteStart::now);
    fill_archive(journal, 0, 2);
    park_all(journal, "gone", ParkedState::dead);
    journal.append(Message::kept(Disposition::undecodable, "bad", "no json"));
    journal.append(Message::kept(Disposition::stale, "late", "an hour old"));
    journal->retire_route("gone");
    const StepsDone none = replay_dead(journal, {});
    CHECK(none.rows == 0);
    CHECK(none.skipped == 4);
    CHECK(none.skipped_because.find("gone") != std::string::npos);
    CHECK(journal->count_parked({.state = ParkedState::dead}) == 4);
    const StepsDone some = replay_dead(journal, {}, "r");
    CHECK(some.rows == 3);
    CHECK(some.skipped == 1);
    CHECK(some.skipped_because.find("undecodable") != std::string::npos);
    CHECK(journal->counts("r").waiting == 3);
    CHECK(replay_event(journal, 99, "r").skipped_because.find("99") != std::string::npos);
    CHECK(replay_event(journal, 1, "nobody").skipped == 1);
    CHECK(replay_event(journal, 1, "nobody").rows == 0);
    journal->stop();
    CHECK_FALSE(replay_event(journal, 1, "r").refusal.empty());
}

TEST_CASE_TEMPLATE_DEFINE("events are replayed in their order, many in one commit", Engine, conformance_replay_events) {
    Engine engine;
    RunningJournal journal(engine.open());
    journal->open_route("r", RouteStart::now);
    fill_archive(journal, 0, 400);
    std::vector<Sequence> sequences{1, 3}, expected{1, 3};
    for (Sequence one = 100; one <= 350; ++one) sequences.push_back(one);
    expected = sequences;
    sequences.insert(sequences.end(), {390, 500, 501});
    expected.push_back(390);
    const auto commits = [&] {
        const auto counts = journal->figures().commit_seconds.counts;
        return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
    };
    const auto before = commits();
    const StepsDone done = replay_events(journal, sequences, "r");
    CHECK(commits() - before < 30); // 254 events
    CHECK(done.rows == expected.size());
    CHECK(done.skipped == 2);
    CHECK(done.skipped_because.find("500") != std::string::npos);
    CHECK(done.refusal.empty());
    CHECK(done.routes == std::set<std::string>{"r"});
    std::vector<Sequence> replayed;
    std::uint32_t last = 0;
    for (const auto& row : journal->find_parked({.route = "r", .limit = 1'000})) {
        replayed.push_back(row.parked.key.sequence);
        CHECK(row.parked.key.replay > last);
        last = row.parked.key.replay;
    }
    CHECK(replayed == expected);
    CHECK(replay_events(journal, {}, "r").rows == 0);
}

TEST_CASE_TEMPLATE_DEFINE("thousands are replayed while events flow", Engine, conformance_replay_many) {
    Engine engine;
    RunningJournal journal(engine.open());
    journal->open_route("r", RouteStart::now);
    constexpr int dead = 3'000, more = 300;
    fill_archive(journal, 0, dead);
    park_all(journal, "r", ParkedState::dead);
    std::promise<StepsDone> told;
    journal->replay_dead({}, "", [&](const StepsDone& done) { told.set_value(done); });
    fill_archive(journal, dead, dead + more);
    const StepsDone done = told.get_future().get();
    CHECK(done.rows == dead);
    CHECK(journal->counts("r").waiting == dead);
    CHECK(journal->counts("r").dead == 0);
    CHECK(journal->last() == dead + more);
    std::set<std::uint32_t> replays;
    for (const auto& row : journal.parked("r", ParkedState::waiting, eventsub::Time::max(), 500))
        replays.insert(row.key.replay);
    CHECK(replays.size() == dead);
}

TEST_CASE_TEMPLATE_DEFINE("what became of an event is told by route", Engine, conformance_fates) {
    Engine engine;
    const auto fate = [](RunningJournal& journal, Sequence sequence, const std::string& route) {
        for (RouteFate& one : journal->fates(sequence))
            if (one.route == route) return one;
        return RouteFate{};
    };
    using Standing = RouteFate::Standing;
    {
        RunningJournal journal(engine.open());
        journal->open_route("r", RouteStart::now);
        fill_archive(journal, 0, 10);
        journal->open_route("late", RouteStart::now);
        fill_archive(journal, 10, 20);
        engine.clock.advance(std::chrono::seconds(5));
        const auto before = engine.clock.now();
        CHECK(journal.settle({done("r", 1), done("r", 2), done("r", 4), done("late", 11)}));
        CHECK(wait_until([&] { return fate(journal, 1, "r").settled_by.has_value(); }));
        engine.clock.advance(std::chrono::seconds(60));
        CHECK(journal.settle({park("r", journal.read_all()[2], ParkedState::dead)}));
        CHECK(fate(journal, 1, "r").standing == Standing::settled);
        const auto by = fate(journal, 2, "r").settled_by;
        REQUIRE(by);
        CHECK(*by >= std::chrono::floor<std::chrono::milliseconds>(before));
        CHECK(*by < before + std::chrono::seconds(60));
        CHECK(fate(journal, 5, "r").standing == Standing::open);
        CHECK_FALSE(fate(journal, 5, "r").settled_by);
        CHECK(fate(journal, 10, "late").standing == Standing::before_start);
        CHECK(fate(journal, 11, "late").standing == Standing::settled);
        CHECK(replay_event(journal, 3, "r").rows == 1);
        CHECK(wait_until([&] { return fate(journal, 4, "r").settled_by.has_value(); }));
        CHECK(*fate(journal, 4, "r").settled_by > *by);
    }
    RunningJournal journal(engine.open());
    const RouteFate third = fate(journal, 3, "r");
    CHECK(third.standing == Standing::settled);
    REQUIRE(third.rows.size() == 2);
    CHECK(third.rows[0].parked.state == ParkedState::dead);
    CHECK(third.rows[1].parked.verdict == "replay");
    CHECK(fate(journal, 2, "r").settled_by.has_value());
    journal->drop_route("r");
    CHECK(fate(journal, 2, "r").route.empty());
    CHECK(fate(journal, 3, "r").rows.size() == 1);
}

TEST_CASE_TEMPLATE_DEFINE("events are found by how they stand, without a look at all of them", Engine,
                          conformance_standing) {
    Engine engine;
    RunningJournal journal(engine.open());
    journal->open_route("r", RouteStart::now);
    fill_archive(journal, 0, 50);
    journal->open_route("late", RouteStart::now);
    fill_archive(journal, 50, 100);
    using Standing = RouteFate::Standing;
    const auto page = [&](Standing standing, const std::string& route, std::size_t look, const EventQuery& query = {}) {
        return journal->find_standing(query, {standing, route, look});
    };
    const auto found = [&](Standing standing, const std::string& route, const EventQuery& query = {}) {
        return sequences(page(standing, route, 1'000, query).events);
    };
    // Nothing is settled, whoever looks at ten only sees it.
    CHECK(page(Standing::settled, "r", 10).events.empty());
    CHECK(page(Standing::settled, "r", 10).next == 0);
    CHECK(found(Standing::settled, "late").empty()); // what it began behind is not its own
    CHECK(found(Standing::open, "late").size() == 50);
    CHECK(found(Standing::open, "r", {.type = "channel.follow", .limit = 2}) == std::vector<Sequence>{100, 97});
    CHECK(found(Standing::open, "never").empty());

    const auto events = journal.read_all(0, 200);
    std::vector<Outcome> outcomes;
    for (Sequence one = 1; one <= 100; ++one) {
        if (one == 96 || one == 98) continue;
        outcomes.push_back(one == 20 || one == 97 ? park("r", events[one - 1], ParkedState::dead) : done("r", one));
        if (one > 50) outcomes.push_back(done("late", one));
    }
    REQUIRE(journal.settle(outcomes));
    CHECK(found(Standing::open, "r") == std::vector<Sequence>{98, 96});
    CHECK(page(Standing::open, "r", 10).next == 0);
    CHECK(found(Standing::open, "") == std::vector<Sequence>{98, 96});
    CHECK(page(Standing::open, "", 2).next == 99);
    CHECK(sequences(page(Standing::open, "", 2, {.before = 99}).events) == std::vector<Sequence>{98});
    CHECK(found(Standing::settled, "r", {.limit = 3}) == std::vector<Sequence>{100, 99, 95});
    CHECK(found(Standing::settled, "").size() == 96);
    CHECK(found(Standing::settled, "", {.before = 22}).front() == 21);
    CHECK(found(Standing::settled, "", {.before = 21}).front() == 19);

    REQUIRE(journal.settle({done("r", 96), done("r", 98), done("late", 96), done("late", 98)}));
    CHECK(page(Standing::open, "", 10).events.empty());
    CHECK(page(Standing::open, "", 10).next == 0); // although there are a hundred events
    CHECK(replay_event(journal, 98, "r").rows == 1);
    CHECK(found(Standing::settled, "r", {.limit = 3}) == std::vector<Sequence>{100, 99, 96});
    CHECK(found(Standing::open, "").empty());
}

#define TURNOUT_JOURNAL_STEPS_CONFORMANCE(ENGINE)                 \
    TEST_CASE_TEMPLATE_INVOKE(conformance_drop, ENGINE);          \
    TEST_CASE_TEMPLATE_INVOKE(conformance_replay_dead, ENGINE);   \
    TEST_CASE_TEMPLATE_INVOKE(conformance_no_replay, ENGINE);     \
    TEST_CASE_TEMPLATE_INVOKE(conformance_replay_events, ENGINE); \
    TEST_CASE_TEMPLATE_INVOKE(conformance_replay_many, ENGINE);   \
    TEST_CASE_TEMPLATE_INVOKE(conformance_standing, ENGINE);      \
    TEST_CASE_TEMPLATE_INVOKE(conformance_fates, ENGINE)

} // namespace turnout::test
