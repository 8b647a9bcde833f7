#include "core/journal/sqlite/schema.hpp"

#include "core/journal/sqlite/state_lock.hpp"
#include "tests/unit/journal/sqlite_engine.hpp"

#include <doctest/doctest.h>

#include <array>

namespace turnout::test {

using namespace journal::sqlite;

namespace {

constexpr MigrationStep first{1, "CREATE TABLE events(id TEXT)"};
constexpr MigrationStep second{2, "ALTER TABLE events ADD COLUMN size INTEGER NOT NULL DEFAULT 7"};
/// What version 3 added goes again.
constexpr const char* back_to_2 =
    "DROP INDEX parked_dead; DROP INDEX parked_keys; DROP INDEX parked_begun; DROP TABLE summaries; "
    "DROP TABLE progress_history; ALTER TABLE cursors DROP COLUMN start; ALTER TABLE parked DROP COLUMN died; "
    "DELETE FROM meta WHERE key IN ('dead_bytes', 'parked_number', 'replay'); PRAGMA user_version = 2";

constexpr MigrationStep broken{3, "CREATE TABLE extra(id TEXT); INSERT INTO nowhere VALUES(1)"};

struct Scratch {
    TemporaryDirectory directory;
    std::filesystem::path file = directory / "journal.db";

    Scratch() { make_private_file(file); }

    Database open() const { return {file, Access::read_write, ""}; }
};

} // namespace

TEST_CASE("an older database is brought to the present step by step and keeps its rows") {
    const Scratch scratch;
    {
        Database database = scratch.open();
        migrate(database, std::array{first}, scratch.file);
        database.execute("INSERT INTO events(id) VALUES('kept')");
        CHECK(database.number("PRAGMA user_version") == 1);
    }
    Database database = scratch.open();
    migrate(database, std::array{first, second}, scratch.file);
    CHECK(database.number("PRAGMA user_version") == 2);
    CHECK(database.number("SELECT size FROM events WHERE id = 'kept'") == 7);
    migrate(database, std::array{first, second}, scratch.file);
    CHECK(database.number("SELECT count(*) FROM events") == 1);
}

TEST_CASE("a step that fails leaves the database as it was") {
    const Scratch scratch;
    Database database = scratch.open();
    migrate(database, std::array{first, second}, scratch.file);
    CHECK_THROWS_AS(migrate(database, std::array{first, second, broken}, scratch.file), DatabaseError);
    CHECK(database.number("PRAGMA user_version") == 2);
    CHECK(database.number("SELECT count(*) FROM sqlite_schema WHERE name = 'extra'") == 0);
}

TEST_CASE("a newer or foreign database is refused untouched") {
    const Scratch scratch;
    Database database = scratch.open();
    SUBCASE("newer") {
        migrate(database, std::array{first, second}, scratch.file);
        CHECK_THROWS_WITH_AS(migrate(database, std::array{first}, scratch.file),
                             doctest::Contains("newer Turnout (schema 2, this one knows 1)"), journal::JournalError);
    }
    SUBCASE("foreign") {
        database.execute("CREATE TABLE somebodys(data TEXT)");
        CHECK_THROWS_WITH_AS(migrate(database, schema_steps(), scratch.file),
                             doctest::Contains("not a journal of Turnout"), journal::JournalError);
        CHECK(database.number("SELECT count(*) FROM sqlite_schema") == 1);
    }
}

TEST_CASE(
    "a journal of schema 1 is brought to the present with what it holds, and keeps state of plugins from then on") {
    const SqliteEngine engine;
    {
        RunningJournal journal(engine.open());
        journal.append("kept");
        journal->open_route("r", journal::RouteStart::oldest);
    }
    { // back to what version 1 knew
        Database database(engine.directory / "journal.db", Access::read_write, "");
        database.execute(back_to_2);
        database.execute("DROP TABLE plugin_state; DROP TABLE plugin_once; PRAGMA user_version = 1");
        const Scratch scratch;
        Database old = scratch.open();
        migrate(old, schema_steps().first(1), scratch.file);
        constexpr auto tables = "SELECT count(*) FROM sqlite_schema";
        CHECK(old.number(tables) == database.number(tables));
    }
    RunningJournal journal(engine.open());
    CHECK(journal.read_all().at(0).event.message_id == "kept");
    CHECK(journal.cursor("r").settled_to == 0);
    std::promise<bool> told;
    journal->plugin_state().write("p", {{"k", "v"}}, [&](bool durable) { told.set_value(durable); });
    CHECK(told.get_future().get());
    CHECK(journal->plugin_state().value("p", "k") == "v");
}

TEST_CASE("a journal of schema 2 is brought to the present with its events, cursors and parked rows") {
    const SqliteEngine engine;
    {
        RunningJournal journal(engine.open());
        journal->open_route("r", journal::RouteStart::now);
        for (int i = 0; i < 4; ++i) journal.append("m-" + std::to_string(i));
        const auto events = journal.read_all();
        CHECK(journal.settle({done("r", 1), park("r", events[1], journal::ParkedState::dead),
                              park("r", events[2], journal::ParkedState::waiting)}));
    }
    {
        Database database(engine.directory / "journal.db", Access::read_write, "");
        database.execute(back_to_2);
        const Scratch scratch;
        Database old = scratch.open();
        migrate(old, schema_steps().first(2), scratch.file);
        for (const char* what : {"SELECT count(*) FROM sqlite_schema",
                                 "SELECT sum(length(sql)) FROM sqlite_schema WHERE type = 'table' AND name = 'parked'"})
            CHECK(old.number(what) == database.number(what));
    }
    RunningJournal journal(engine.open());
    CHECK(journal.read_all().size() == 4);
    CHECK(journal.cursor("r").settled_to == 3);
    CHECK(journal->count_parked({.state = journal::ParkedState::dead}) == 1);
    CHECK(journal->find_parked({.id = "m-1"}).at(0).parked.state == journal::ParkedState::dead);
    std::promise<journal::StepsDone> told;
    journal->replay_dead({}, "", [&](const journal::StepsDone& done) { told.set_value(done); });
    CHECK(told.get_future().get().rows == 1);
    CHECK(journal->counts("r").waiting == 2);
    CHECK(Database(engine.directory / "journal.db", Access::read_only, "")
              .number("SELECT value FROM meta WHERE key = 'dead_bytes'") == 0);
}

TEST_CASE("steps are numbered from 1 without gaps") {
    int expected = 0;
    for (const MigrationStep& step : schema_steps()) CHECK(step.to == ++expected);
    CHECK(expected >= 1);
}

TEST_CASE("a file with our mark but no tables becomes a journal") {
    const SqliteEngine engine;
    {
        make_private_file(engine.directory / "journal.db");
        Database database(engine.directory / "journal.db", Access::read_write, "");
        database.execute("PRAGMA application_id = 1416983150");
        CHECK(database.number("PRAGMA application_id") == application_id);
    }
    RunningJournal journal(engine.open());
    CHECK(journal.append("m-1") == journal::AppendResult::stored);
}

} // namespace turnout::test
