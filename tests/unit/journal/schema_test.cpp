#include "core/journal/sqlite/schema.hpp"

#include "core/journal/record.hpp"
#include "core/journal/sqlite/parked_table.hpp"
#include "core/journal/sqlite/state_lock.hpp"
#include "tests/unit/journal/sqlite_engine.hpp"

#include <doctest/doctest.h>

#include <array>

namespace turnout::test {

using namespace journal::sqlite;

namespace {

constexpr MigrationStep first{1, "CREATE TABLE events(id TEXT)"};
constexpr MigrationStep second{2, "ALTER TABLE events ADD COLUMN size INTEGER NOT NULL DEFAULT 7"};
/// What versions 4 and 5 added goes again, but for the table that SQLite keeps for AUTOINCREMENT.
constexpr const char* back_to_3 =
    "DROP INDEX parked_pending; DROP INDEX parked_body; DROP INDEX parked_bodies_id; DROP TABLE parked_bodies; "
    "ALTER TABLE parked DROP COLUMN body; PRAGMA user_version = 3";
/// What version 3 added, after that.
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
        CHECK(database.number("SELECT count(*) FROM sqlite_schema WHERE name <> 'sqlite_sequence'") == 1);
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
        database.execute(back_to_3);
        database.execute(back_to_2);
        database.execute("DROP TABLE plugin_state; DROP TABLE plugin_once; PRAGMA user_version = 1");
        const Scratch scratch;
        Database old = scratch.open();
        migrate(old, schema_steps().first(1), scratch.file);
        constexpr auto tables = "SELECT count(*) FROM sqlite_schema WHERE name <> 'sqlite_sequence'";
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
        database.execute(back_to_3);
        database.execute(back_to_2);
        const Scratch scratch;
        Database old = scratch.open();
        migrate(old, schema_steps().first(2), scratch.file);
        for (const char* what : {"SELECT count(*) FROM sqlite_schema WHERE name <> 'sqlite_sequence'",
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

TEST_CASE("rows of schema 3 with a whole batch each are read, and new ones share its body") {
    const SqliteEngine engine;
    const std::string body(200'000, 'x');
    const journal::StoredEvent old = [&] {
        RunningJournal journal(engine.open());
        journal->open_route("r", journal::RouteStart::now);
        journal.append(std::make_unique<Message>("batch", body, std::vector<std::string>{"e-0", "e-1", "e-2"}));
        const auto events = journal.read_all();
        auto alone = events[0]; // as version 3 wrote it: with its id in the record and a copy of the body
        alone.event.element_id = {};
        CHECK(journal.settle({park("r", alone, journal::ParkedState::waiting)}));
        return events[0];
    }();
    {
        Database database(engine.directory / "journal.db", Access::read_write, "");
        REQUIRE(database.number("SELECT count(*) FROM parked_bodies") == 0);
        std::string record;
        journal::encode_record(old.event, {}, record);
        Statement write(database, "UPDATE parked SET event = ?1, checksum = ?2");
        write.bind_all(Statement::Blob{record}, parked_checksum({"r", 1, 0}, record, 0)).run();
        database.execute(back_to_3);
    }
    RunningJournal journal(engine.open());
    const auto events = journal.read_all();
    CHECK(journal.settle(
        {park("r", events[1], journal::ParkedState::waiting), park("r", events[2], journal::ParkedState::waiting)}));
    const auto rows = journal.parked("r", journal::ParkedState::waiting);
    REQUIRE(rows.size() == 3);
    for (std::uint32_t i = 0; i < 3; ++i) {
        CHECK(rows[i].damage.empty());
        CHECK(rows[i].event.event.element_id == "e-" + std::to_string(i));
        CHECK(rows[i].event.event.body == body);
    }
    Database database(engine.directory / "journal.db", Access::read_only, "");
    CHECK(database.number("SELECT count(*) FROM parked_bodies") == 1);
    CHECK(database.number("SELECT sum(length(event) > 200000) FROM parked") == 1);
    // The old one goes on as it is; the body goes with the last of the others.
    CHECK(journal.settle({done("r", 1), done("r", 2)}));
    CHECK(database.number("SELECT count(*) FROM parked_bodies") == 1);
    CHECK(journal.settle({done("r", 3)}));
    CHECK(database.number("SELECT count(*) FROM parked_bodies") == 0);
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
