// Cursors that are paused, or get another name. Part of the conformance of every engine.
#pragma once
#include "tests/unit/journal/journal_host.hpp"

#include <doctest/doctest.h>

namespace turnout::test {

TEST_CASE_TEMPLATE_DEFINE("a paused cursor stays paused until it is resumed or ends", Engine, conformance_pause) {
    Engine engine;
    {
        RunningJournal journal(engine.open());
        journal->open_route("r", journal::RouteStart::now);
        journal->open_route("s", journal::RouteStart::now);
        CHECK_FALSE(journal.cursor("r").paused);
        CHECK(journal->pause_route("r", true));
        CHECK(journal->pause_route("r", true));
        CHECK(journal.cursor("r").paused);
        CHECK_FALSE(journal.cursor("s").paused);
        CHECK_FALSE(journal->pause_route("nobody", true));
    }
    {
        RunningJournal journal(engine.open());
        CHECK(journal->open_route("r", journal::RouteStart::now).paused);
        journal.append("m-1");
        CHECK(journal.settle({done("r", 1)}));
        CHECK(journal.cursor("r").paused);
        CHECK(journal->pause_route("r", false));
        CHECK_FALSE(journal.cursor("r").paused);
    }
    RunningJournal journal(engine.open());
    CHECK_FALSE(journal->open_route("r", journal::RouteStart::now).paused);
    CHECK(journal->pause_route("r", true));
    journal->drop_route("r");
    CHECK_FALSE(journal->open_route("r", journal::RouteStart::now).paused);
}

TEST_CASE_TEMPLATE_DEFINE("a renamed route hands on its cursor, its rows and their counts", Engine,
                          conformance_rename) {
    using journal::ParkedState;
    Engine engine;
    {
        RunningJournal journal(engine.open());
        journal->open_route("old", journal::RouteStart::now);
        for (int i = 1; i <= 6; ++i) journal.append("m-" + std::to_string(i), "body " + std::to_string(i));
        const auto events = journal.read_all();
        CHECK(journal.settle({park("old", events[0], ParkedState::waiting), park("old", events[1], ParkedState::held),
                              park("old", events[2], ParkedState::dead), done("old", 5)}));
        CHECK(journal.advance_mark("old", 6));
        CHECK(journal->pause_route("old", true));
        journal->retire_route("old");
        CHECK(journal->rename_route("old", "new"));
        CHECK_FALSE(journal->rename_route("old", "new"));
        CHECK(journal.cursor("old").route.empty());
        CHECK(journal->counts("old").waiting + journal->counts("old").held + journal->counts("old").dead == 0);
    }
    RunningJournal journal(engine.open());
    const auto cursor = journal->open_route("new", journal::RouteStart::now);
    CHECK(cursor.settled_to == 3);
    CHECK(cursor.settled_above == std::vector<journal::Sequence>{5});
    CHECK(cursor.mark == 6);
    CHECK(cursor.paused);
    CHECK_FALSE(cursor.retired);
    CHECK(journal->counts("new").waiting == 1);
    CHECK(journal->counts("new").held == 1);
    CHECK(journal->counts("new").dead == 1);
    for (const auto state : {ParkedState::waiting, ParkedState::held, ParkedState::dead}) {
        CHECK(journal.parked("old", state).empty());
        const auto rows = journal.parked("new", state);
        REQUIRE(rows.size() == 1);
        CHECK(rows[0].key.route == "new");
        CHECK(rows[0].damage.empty());
        CHECK(rows[0].event.event.body == "body " + std::to_string(rows[0].key.sequence));
    }
    // What follows finds the rows under the new name.
    CHECK(journal.settle({done("new", 1), done("new", 2)}));
    CHECK(journal->counts("new").waiting + journal->counts("new").held == 0);
}

TEST_CASE_TEMPLATE_DEFINE("nothing is taken over when both names have progress", Engine, conformance_rename_both) {
    Engine engine;
    RunningJournal journal(engine.open());
    journal->open_route("old", journal::RouteStart::now);
    journal->open_route("new", journal::RouteStart::now);
    journal.append("m-1");
    CHECK(journal.settle({park("old", journal.read_all()[0], journal::ParkedState::waiting)}));
    CHECK_FALSE(journal->rename_route("old", "new"));
    CHECK_FALSE(journal->rename_route("nobody", "else"));
    CHECK(journal.cursor("old").settled_to == 1);
    CHECK(journal.cursor("new").settled_to == 0);
    CHECK(journal->counts("old").waiting == 1);
}

TEST_CASE_TEMPLATE_DEFINE("a renamed route loses no dead letter to an earlier one of its name", Engine,
                          conformance_rename_dead) {
    using journal::ParkedState;
    Engine engine;
    RunningJournal journal(engine.open());
    journal->open_route("new", journal::RouteStart::now);
    journal->open_route("old", journal::RouteStart::now);
    journal.append("m-1");
    journal.append("m-2");
    const auto events = journal.read_all();
    CHECK(journal.settle({park("new", events[0], ParkedState::dead, 7), park("new", events[1], ParkedState::dead, 7),
                          park("old", events[0], ParkedState::dead, 2),
                          park("old", events[1], ParkedState::waiting, 3)}));
    journal->drop_route("new");
    CHECK(journal->rename_route("old", "new"));
    // Of the first event there are two dead letters; of the second one is dead, and the other goes on.
    CHECK(journal->counts("new").dead == 1);
    CHECK(journal->counts("new").waiting == 1);
    CHECK(journal->counts("old").dead == 2);
    CHECK(journal->counts("old").waiting == 0);
    CHECK(journal.parked("new", ParkedState::waiting).at(0).attempts == 3);
    CHECK(journal.parked("new", ParkedState::dead).at(0).attempts == 7);
    const auto left = journal.parked("old", ParkedState::dead);
    REQUIRE(left.size() == 2);
    for (const auto& row : left) CHECK(row.damage.empty());
    CHECK(left[0].attempts + left[1].attempts == 9);
}

#define TURNOUT_JOURNAL_CURSORS_CONFORMANCE(ENGINE)             \
    TEST_CASE_TEMPLATE_INVOKE(conformance_pause, ENGINE);       \
    TEST_CASE_TEMPLATE_INVOKE(conformance_rename, ENGINE);      \
    TEST_CASE_TEMPLATE_INVOKE(conformance_rename_both, ENGINE); \
    TEST_CASE_TEMPLATE_INVOKE(conformance_rename_dead, ENGINE)

} // namespace turnout::test
