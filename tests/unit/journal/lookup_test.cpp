// Events are found by their ids in a state directory, while its host runs and after it has stopped.
#include "core/journal/sqlite/lookup.hpp"

#include "core/journal/journal.hpp"
#include "tests/unit/journal/sqlite_engine.hpp"

#include <doctest/doctest.h>

using namespace turnout::test;
using turnout::journal::look_up;
using turnout::journal::ParkedState;

TEST_CASE("look_up finds messages, elements and what is parked, beside the host and without it") {
    SqliteEngine engine;
    const auto& directory = engine.directory.path();
    const auto check = [&] {
        const auto one = look_up(directory, "m-2");
        REQUIRE(one.size() == 1);
        CHECK(one[0].sequence == 2);
        CHECK(one[0].event.body == "body 2");
        CHECK(look_up(directory, "batch").size() == 2);
        const auto element = look_up(directory, "e-2");
        REQUIRE(element.size() == 1);
        CHECK(element[0].event.element_id == "e-2");
        CHECK(element[0].event.batch_index == 1);
        const auto stale = look_up(directory, "late");
        REQUIRE(stale.size() == 1);
        CHECK(stale[0].event.body == "not what it should be");
        CHECK(look_up(directory, "m").empty()); // a part of an id is none
        CHECK(look_up(directory, "nobody").empty());
    };
    {
        RunningJournal journal(engine.open());
        journal->open_route("r", turnout::journal::RouteStart::now);
        for (int i = 1; i <= 3; ++i) journal.append("m-" + std::to_string(i), "body " + std::to_string(i));
        journal.append(std::make_unique<Message>("batch", "two", std::vector<std::string>{"e-1", "e-2"}));
        journal.append(Message::kept(turnout::journal::Disposition::stale, "late", "too old"));
        // What is parked and in the log is one event.
        CHECK(journal.settle({park("r", journal.read_all()[1], ParkedState::dead)}));
        check();
    }
    check();
}

TEST_CASE("look_up says when there is no journal") {
    const TemporaryDirectory empty;
    CHECK_THROWS_WITH_AS(
        look_up(empty.path(), "m-1"),
        ("there is no journal in " + empty.path().string() + ": no host ran with this state.directory").c_str(),
        turnout::journal::JournalError);
}
