// Parked elements of batched messages. Part of the conformance of every engine.
#pragma once
#include "tests/unit/journal/journal_host.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

namespace turnout::test {

namespace batches {

using journal::Outcome;
using journal::Parked;
using journal::ParkedState;
using journal::RouteStart;
using journal::StoredEvent;

constexpr std::size_t body_size = 460'000;
constexpr std::size_t elements = 200;

inline std::string body_of(char with) {
    return std::string(body_size, with);
}

inline std::vector<StoredEvent> append_batch(RunningJournal& journal, const std::string& id, const std::string& body,
                                             std::size_t count = elements) {
    const auto before = journal->last();
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < count; ++i) ids.push_back(id + "/" + std::to_string(i));
    REQUIRE(journal.append(std::make_unique<Message>(id, body, std::move(ids))) == journal::AppendResult::stored);
    return journal.read_all(before, 500);
}

/// In commits of 64, as they may come.
inline void park_each(RunningJournal& journal, const std::string& route, const std::vector<StoredEvent>& events,
                      ParkedState state) {
    std::vector<Outcome> outcomes;
    for (const auto& event : events) {
        outcomes.push_back(park(route, event, state));
        if (outcomes.size() == 64) REQUIRE(journal.settle(std::exchange(outcomes, {})));
    }
    REQUIRE(journal.settle(outcomes));
}

/// Every row has the whole message beside what is its own.
inline void check_whole(const std::vector<Parked>& rows, const std::string& body) {
    std::set<std::string> ids;
    for (const auto& row : rows) {
        REQUIRE(row.damage.empty());
        REQUIRE(row.event.event.body == body);
        CHECK(row.event.event.batch_size == elements);
        CHECK(row.event.event.element_id.ends_with("/" + std::to_string(row.event.event.batch_index)));
        ids.emplace(row.event.event.element_id);
    }
    CHECK(ids.size() == rows.size());
}

/// As a journal tells that has just been opened.
template <typename Engine> std::uint64_t used_by(Engine& engine) {
    const RunningJournal journal(engine.open());
    return journal->figures().used_bytes;
}

} // namespace batches

TEST_CASE_TEMPLATE_DEFINE("a body is stored once for all parked elements of its batch", Engine,
                          conformance_shared_body) {
    using namespace batches;
    Engine engine;
    const std::string body = body_of('x');
    std::vector<StoredEvent> events;
    {
        RunningJournal journal(engine.open());
        journal->open_route("r", RouteStart::now);
        journal->open_route("s", RouteStart::now);
        events = append_batch(journal, "batch", body);
        REQUIRE(events.size() == elements);
    }
    const auto before = used_by(engine);
    {
        RunningJournal journal(engine.open());
        park_each(journal, "r", events, ParkedState::dead);
        park_each(journal, "s", events, ParkedState::waiting);
        CHECK(journal->figures().dead_letters == elements);
        CHECK(journal->figures().dead_bytes > body_size);
        CHECK(journal->figures().dead_bytes < 2 * body_size);
        check_whole(journal.parked("r", ParkedState::dead, eventsub::Time::max(), 300), body);
        const auto page = journal->parked("s", ParkedState::waiting, eventsub::Time::max(), 64, body_size + 1, {});
        CHECK(page.size() == 64); // in memory, too, it is there once
        CHECK(page.front().event.event.body.data() == page.back().event.event.body.data());
    }
    // The rows themselves of both routes, and the body.
    CHECK(used_by(engine) - before < 2 * body_size);
    RunningJournal journal(engine.open());
    check_whole(journal.parked("s", ParkedState::waiting, eventsub::Time::max(), 300), body);
    CHECK(journal->counts("s").waiting == elements);
}

TEST_CASE_TEMPLATE_DEFINE("a shared body stays as long as an element of it is parked", Engine, conformance_body_stays) {
    using namespace batches;
    Engine engine;
    const std::string body = body_of('y');
    std::vector<Outcome> all_but_one;
    {
        RunningJournal journal(engine.open());
        journal->open_route("r", RouteStart::now);
        const auto events = append_batch(journal, "batch", body);
        park_each(journal, "r", events, ParkedState::waiting);
        for (std::size_t i = 1; i < events.size(); ++i) all_but_one.push_back(done("r", events[i].sequence));
        REQUIRE(journal.settle(all_but_one));
        CHECK(journal->figures().dead_bytes == 0);
        check_whole(journal.parked("r", ParkedState::waiting), body);
    }
    {
        RunningJournal journal(engine.open());
        auto last = journal.parked("r", ParkedState::waiting);
        REQUIRE(last.size() == 1);
        check_whole(last, body);
        last[0].state = ParkedState::dead;
        REQUIRE(journal.settle({Outcome{Outcome::Action::park, last[0].key, last[0]}}));
        CHECK(journal->figures().dead_bytes > body_size);
        last[0].state = ParkedState::waiting;
        REQUIRE(journal.settle({Outcome{Outcome::Action::park, last[0].key, last[0]}}));
        CHECK(journal->figures().dead_bytes == 0);
        check_whole(journal.parked("r", ParkedState::waiting), body);
    }
    const auto with_it = used_by(engine);
    {
        RunningJournal journal(engine.open());
        REQUIRE(journal.settle({done("r", 1)}));
        CHECK(journal->counts("r").waiting == 0);
    }
    CHECK(used_by(engine) + body_size / 2 < with_it);
    RunningJournal journal(engine.open());
    const auto other = body_of('z');
    park_each(journal, "r", append_batch(journal, "other", other), ParkedState::held);
    check_whole(journal.parked("r", ParkedState::held, eventsub::Time::max(), 300), other);
}

TEST_CASE_TEMPLATE_DEFINE("dead letters of a batch are replayed, renamed and dropped", Engine,
                          conformance_batch_steps) {
    using namespace batches;
    Engine engine;
    const std::string body = body_of('x');
    {
        RunningJournal journal(engine.open());
        journal->open_route("r", RouteStart::now);
        journal->open_route("s", RouteStart::now);
        park_each(journal, "r", append_batch(journal, "batch", body), ParkedState::dead);
        const auto dead = journal->find_parked({.limit = 1});
        REQUIRE(dead.size() == 1);
        std::promise<journal::StepsDone> told;
        journal->replay_dead({}, "s", [&](const journal::StepsDone& done) { told.set_value(done); });
        CHECK(told.get_future().get().rows == elements);
        CHECK(journal->figures().dead_bytes == 0);
        check_whole(journal.parked("s", ParkedState::waiting, eventsub::Time::max(), 300), body);
        journal->retire_route("s");
        CHECK(journal->rename_route("s", "t"));
    }
    RunningJournal journal(engine.open());
    auto rows = journal.parked("t", ParkedState::waiting, eventsub::Time::max(), 300);
    CHECK(rows.size() == elements);
    check_whole(rows, body);
    std::vector<Outcome> die;
    for (auto& row : rows) {
        row.state = ParkedState::dead;
        die.push_back({Outcome::Action::park, row.key, row});
    }
    REQUIRE(journal.settle(die));
    CHECK(journal->figures().dead_bytes > body_size);
    CHECK(journal->figures().dead_bytes < 2 * body_size);
    std::promise<journal::StepsDone> told;
    journal->drop_dead({}, [&](const journal::StepsDone& done) { told.set_value(done); });
    CHECK(told.get_future().get().rows == elements);
    CHECK(journal->figures().dead_bytes == 0);
    CHECK(journal->figures().dead_letters == 0);
}

TEST_CASE_TEMPLATE_DEFINE("a page of parked rows ends when its bodies are enough", Engine, conformance_parked_bytes) {
    using namespace batches;
    Engine engine;
    RunningJournal journal(engine.open());
    journal->open_route("r", RouteStart::now);
    for (int i = 0; i < 10; ++i) journal.append("m-" + std::to_string(i), std::string(1'000, 'x'));
    park_each(journal, "r", journal.read_all(), ParkedState::waiting);
    const auto page = [&](std::size_t count, std::size_t bytes) {
        return journal->parked("r", ParkedState::waiting, eventsub::Time::max(), count, bytes, {}).size();
    };
    CHECK(page(10, 100'000) == 10);
    CHECK(page(10, 2'500) == 3);
    CHECK(page(2, 2'500) == 2);
    CHECK(page(10, 0) == 1);
}

#define TURNOUT_JOURNAL_BATCHES_CONFORMANCE(ENGINE)             \
    TEST_CASE_TEMPLATE_INVOKE(conformance_shared_body, ENGINE); \
    TEST_CASE_TEMPLATE_INVOKE(conformance_body_stays, ENGINE);  \
    TEST_CASE_TEMPLATE_INVOKE(conformance_batch_steps, ENGINE); \
    TEST_CASE_TEMPLATE_INVOKE(conformance_parked_bytes, ENGINE)

} // namespace turnout::test
