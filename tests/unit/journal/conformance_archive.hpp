// Looking back. Part of the conformance of every engine.
#pragma once
#include "tests/unit/journal/journal_host.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

namespace turnout::test {

using journal::Disposition;
using journal::EventQuery;
using journal::Outcome;
using journal::ParkedQuery;
using journal::ParkedState;
using journal::RouteStart;
using journal::Sequence;

/// Seconds after the first event was accepted.
inline eventsub::Time archive_time(int seconds) {
    return eventsub::Time(std::chrono::seconds(1'700'000'000 + seconds));
}

inline const std::string& archive_broadcaster(int number) {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (int i = 0; i < 100; ++i) all.push_back("b-" + std::to_string(i));
        return all;
    }();
    return names.at(static_cast<std::size_t>(number));
}

/// Events that differ: m-0, m-1, ...; types in turn, broadcasters by tens.
inline void fill_archive(RunningJournal& journal, int from, int to) {
    static const std::vector<std::string> types{"channel.follow", "channel.cheer", "stream.online"};
    const std::size_t before = journal.answers().given().size();
    for (int i = from; i < to; ++i) {
        auto message = std::make_unique<Message>("m-" + std::to_string(i), "body of " + std::to_string(i));
        message->change().event.type = types[static_cast<std::size_t>(i) % types.size()];
        message->change().event.broadcaster_id = archive_broadcaster(i / 10 % 100);
        message->change().event.accepted = archive_time(i);
        journal->append(std::move(message));
    }
    REQUIRE(journal.answers().wait_for(before + static_cast<std::size_t>(to - from)));
}

inline std::vector<Sequence> sequences(const std::vector<journal::StoredEvent>& events) {
    std::vector<Sequence> all;
    for (const auto& event : events) all.push_back(event.sequence);
    return all;
}

inline std::vector<Sequence> sequences(const std::vector<journal::ParkedRow>& rows) {
    std::vector<Sequence> all;
    for (const auto& row : rows) all.push_back(row.parked.key.sequence);
    return all;
}

TEST_CASE_TEMPLATE_DEFINE("events are found newest first by what they are", Engine, conformance_find) {
    Engine engine;
    {
        RunningJournal journal(engine.open());
        CHECK(journal->find({}).empty());
        fill_archive(journal, 0, 60);
    }
    RunningJournal journal(engine.open());
    fill_archive(journal, 60, 100);
    const auto found = [&](const EventQuery& query) { return sequences(journal->find(query)); };
    CHECK(found({.limit = 3}) == std::vector<Sequence>{100, 99, 98});
    CHECK(found({.before = 3}) == std::vector<Sequence>{2, 1});
    CHECK(found({.after = 98}) == std::vector<Sequence>{100, 99});
    CHECK(found({.oldest_first = true, .limit = 3}) == std::vector<Sequence>{1, 2, 3});
    CHECK(found({.oldest_first = true, .after = 59, .limit = 3}) == std::vector<Sequence>{60, 61, 62});
    CHECK(found({.oldest_first = true, .before = 4, .after = 1}) == std::vector<Sequence>{2, 3});
    CHECK(found({.type = "stream.online", .oldest_first = true, .after = 96}) == std::vector<Sequence>{99});
    CHECK(found({.limit = 0}).empty());
    CHECK(found({.id = "m-41"}) == std::vector<Sequence>{42});
    CHECK(found({.id = "m-4"}) == std::vector<Sequence>{5});
    CHECK(found({.id = "nothing"}).empty());
    CHECK(found({.type = "stream.online", .limit = 2}) == std::vector<Sequence>{99, 96});
    CHECK(found({.type = "channel.*", .limit = 3}) == std::vector<Sequence>{100, 98, 97});
    CHECK(found({.type = "channel", .limit = 3}).empty());
    CHECK(found({.type = "*"}).size() == 100);
    CHECK(found({.broadcaster = "b-3"}) == std::vector<Sequence>{40, 39, 38, 37, 36, 35, 34, 33, 32, 31});
    CHECK(found({.type = "channel.cheer", .broadcaster = "b-3"}) == std::vector<Sequence>{38, 35, 32});
    CHECK(found({.since = archive_time(97)}) == std::vector<Sequence>{100, 99, 98});
    CHECK(found({.until = archive_time(1)}) == std::vector<Sequence>{2, 1});
    CHECK(found({.since = archive_time(10), .until = archive_time(11)}) == std::vector<Sequence>{12, 11});
    const auto one = journal->find({.id = "m-7"});
    REQUIRE(one.size() == 1);
    CHECK(one[0].event.body == "body of 7");
    CHECK(one[0].event.accepted == archive_time(7));
}

TEST_CASE_TEMPLATE_DEFINE("pages of what is found make the whole", Engine, conformance_find_pages) {
    Engine engine;
    RunningJournal journal(engine.open());
    fill_archive(journal, 0, 100);
    EventQuery query{.type = "channel.follow", .limit = 7};
    std::vector<Sequence> all;
    for (auto page = journal->find(query); !page.empty(); page = journal->find(query)) {
        CHECK(page.size() <= 7);
        for (const auto& event : page) all.push_back(event.sequence);
        query.before = all.back();
    }
    CHECK(all.size() == 34);
    CHECK(all.front() == 100);
    CHECK(all.back() == 1);
}

TEST_CASE_TEMPLATE_DEFINE("elements of a batch are found by their own ids", Engine, conformance_find_elements) {
    Engine engine;
    RunningJournal journal(engine.open());
    journal.append(std::make_unique<Message>("batch", "both", std::vector<std::string>{"e-1", "e-2"}));
    CHECK(sequences(journal->find({.id = "batch"})) == std::vector<Sequence>{2, 1});
    const auto second = journal->find({.id = "e-2"});
    REQUIRE(second.size() == 1);
    CHECK(second[0].sequence == 2);
    CHECK(second[0].event.element_id == "e-2");
    CHECK(second[0].event.batch_index == 1);
}

TEST_CASE_TEMPLATE_DEFINE("the elements of a message that are found share its body", Engine, conformance_one_body) {
    Engine engine;
    RunningJournal journal(engine.open());
    std::vector<std::string> elements;
    for (int i = 0; i < 60; ++i) elements.push_back("e-" + std::to_string(i));
    const std::string body(std::size_t{500} << 10, 'b');
    journal.append(std::make_unique<Message>("batch", body, elements));
    for (const bool oldest_first : {true, false}) {
        const auto found = journal->find({.id = "batch", .oldest_first = oldest_first});
        REQUIRE(found.size() == 60); // 30 MiB if each had a copy: more than a page holds
        const bool shared = std::all_of(found.begin(), found.end(), [&](const auto& each) {
            return each.event.body.data() == found.front().event.body.data() && each.event.body == body;
        });
        CHECK(shared);
        CHECK(found[1].event.element_id == (oldest_first ? "e-1" : "e-58"));
    }
}

TEST_CASE_TEMPLATE_DEFINE("parked rows are found by what they are", Engine, conformance_find_parked) {
    Engine engine;
    {
        RunningJournal journal(engine.open());
        journal->open_route("r", RouteStart::now);
        journal->open_route("s", RouteStart::now);
        fill_archive(journal, 0, 30);
        std::vector<Outcome> outcomes;
        for (const auto& event : journal.read_all()) {
            const auto state = static_cast<ParkedState>(1 + event.sequence % 3);
            Outcome outcome = park(event.sequence <= 20 ? "r" : "s", event, state);
            outcome.parked->last_attempt = event.event.accepted + std::chrono::hours(1);
            outcomes.push_back(outcome);
        }
        CHECK(journal.settle(outcomes));
        journal.append(Message::kept(Disposition::undecodable, "bad", "no json"));
    }
    RunningJournal journal(engine.open());
    const auto found = [&](const ParkedQuery& query) { return sequences(journal->find_parked(query)); };
    const auto counted = [&](const ParkedQuery& query) { return journal->count_parked(query); };
    CHECK(found({}).size() == 31);
    CHECK(counted({}) == 31);
    CHECK(found({.limit = 4}) == std::vector<Sequence>{1, 2, 3, 4});
    CHECK(found({.route = "s"}) == std::vector<Sequence>{21, 22, 23, 24, 25, 26, 27, 28, 29, 30});
    CHECK(found({.state = ParkedState::waiting, .route = "s"}) == std::vector<Sequence>{21, 24, 27, 30});
    CHECK(counted({.state = ParkedState::waiting, .route = "s"}) == 4);
    CHECK(found({.state = ParkedState::dead, .route = "r", .limit = 2}) == std::vector<Sequence>{2, 5});
    CHECK(counted({.state = ParkedState::dead, .limit = 2}) == 11);
    CHECK(found({.type = "channel.cheer", .broadcaster = "b-1"}) == std::vector<Sequence>{11, 14, 17, 20});
    CHECK(counted({.type = "channel.cheer", .broadcaster = "b-1", .limit = 1}) == 4);
    CHECK(found({.id = "m-11"}) == std::vector<Sequence>{12});
    CHECK(found({.since = archive_time(3'600 + 28), .until = archive_time(3'600 + 29)}) ==
          std::vector<Sequence>{29, 30});
    const auto host = journal->find_parked({.route = std::string(journal::host_route)});
    REQUIRE(host.size() == 1);
    CHECK(host[0].parked.verdict == "undecodable");
    CHECK(host[0].parked.state == ParkedState::dead);
    CHECK(found({.id = "bad"}).size() == 1);

    const auto rows = journal->find_parked({.state = ParkedState::held, .route = "r"});
    REQUIRE(rows.size() == 7);
    CHECK(found({.numbers = {rows[3].number, rows[1].number, rows[1].number, 4'711}}) ==
          std::vector<Sequence>{rows[1].parked.key.sequence, rows[3].parked.key.sequence});
    CHECK(found({.numbers = {rows[3].number, rows[1].number}, .after = rows[1].number}).size() == 1);
    CHECK(counted({.route = "s", .numbers = {rows[3].number}}) == 0);
    CHECK(rows[2].parked.reason == "not today");
    CHECK(rows[2].parked.event.event.body == "body of " + std::to_string(rows[2].parked.key.sequence - 1));
}

TEST_CASE_TEMPLATE_DEFINE("dead letters are listed in the order in which they died", Engine, conformance_deaths) {
    Engine engine;
    std::uint64_t newest = 0;
    {
        RunningJournal journal(engine.open());
        journal->open_route("r", RouteStart::now);
        fill_archive(journal, 0, 4);
        std::vector<Outcome> outcomes;
        for (const auto& event : journal.read_all()) outcomes.push_back(park("r", event, ParkedState::waiting));
        CHECK(journal.settle(outcomes));
        for (const Sequence sequence : {3U, 1U, 4U}) {
            Outcome outcome = outcomes[sequence - 1];
            outcome.parked->state = ParkedState::dead;
            CHECK(journal.settle({outcome}));
        }
        const auto dead = journal->find_parked({.state = ParkedState::dead});
        CHECK(sequences(dead) == std::vector<Sequence>{3, 1, 4});
        CHECK(sequences(journal->find_parked({.state = ParkedState::dead, .after = dead[0].number})) ==
              std::vector<Sequence>{1, 4});
        newest = dead.back().number;
        CHECK(journal.settle({done("r", 4)}));
    }
    // The number of a row that is gone is never given to another, nor after a restart.
    RunningJournal journal(engine.open());
    fill_archive(journal, 4, 5);
    CHECK(journal.settle({park("r", journal.read_all().back(), ParkedState::dead)}));
    CHECK(journal->find_parked({.id = "m-4"}).at(0).number > newest);
}

TEST_CASE_TEMPLATE_DEFINE("a start asks for keys and begun attempts, not for rows", Engine, conformance_start_asks) {
    Engine engine;
    RunningJournal journal(engine.open());
    journal->open_route("r", RouteStart::now);
    journal->open_route("s", RouteStart::now);
    fill_archive(journal, 0, 10);
    std::vector<Outcome> outcomes;
    for (const auto& event : journal.read_all()) {
        Outcome outcome =
            park("r", event, event.sequence > 7 ? ParkedState::held : ParkedState::waiting, 1, engine.clock.now());
        outcome.parked->ordering_key = "key " + std::to_string(event.sequence % 3);
        if (event.sequence > 7) outcome.parked->next_attempt = eventsub::Time(eventsub::Duration(event.sequence / 9));
        outcomes.push_back(outcome);
    }
    outcomes[0].key.replay = 5; // a replay that has not begun
    outcomes[0].parked->attempts = 0;
    CHECK(journal.settle(outcomes));
    journal::Parked charged = *outcomes[3].parked;
    charged.last_attempt = charged.next_attempt;
    CHECK(journal.settle({Outcome{Outcome::Action::charge, outcomes[3].key, charged}}));

    std::map<std::string, std::uint64_t> keys;
    journal->blocked_keys("r", [&](std::string_view key, std::uint64_t rows) { keys[std::string(key)] += rows; });
    CHECK(keys == std::map<std::string, std::uint64_t>{{"key 0", 2}, {"key 1", 2}, {"key 2", 2}});
    std::vector<std::int64_t> lanes;
    journal->held_lanes("r", [&](eventsub::Time lane) { lanes.push_back(lane.time_since_epoch().count()); });
    CHECK(lanes == std::vector<std::int64_t>{0, 1});
    const auto begun = journal->begun("r", 0, 10);
    REQUIRE(begun.size() == 1);
    CHECK(begun[0].parked.key.sequence == 4);
    CHECK(journal->begun("r", begun[0].number, 10).empty());
    journal->blocked_keys("s", [](std::string_view, std::uint64_t) { FAIL_CHECK("nothing waits there"); });
}

#define TURNOUT_JOURNAL_ARCHIVE_CONFORMANCE(ENGINE)               \
    TEST_CASE_TEMPLATE_INVOKE(conformance_find, ENGINE);          \
    TEST_CASE_TEMPLATE_INVOKE(conformance_find_pages, ENGINE);    \
    TEST_CASE_TEMPLATE_INVOKE(conformance_find_elements, ENGINE); \
    TEST_CASE_TEMPLATE_INVOKE(conformance_one_body, ENGINE);      \
    TEST_CASE_TEMPLATE_INVOKE(conformance_find_parked, ENGINE);   \
    TEST_CASE_TEMPLATE_INVOKE(conformance_start_asks, ENGINE);    \
    TEST_CASE_TEMPLATE_INVOKE(conformance_deaths, ENGINE)

} // namespace turnout::test
