// Directories that are taken, foreign or unusable, and files that are damaged: an error that says what to do.
#include "core/journal/sqlite/database.hpp"
#include "tests/unit/journal/sqlite_engine.hpp"

#include <doctest/doctest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

namespace turnout::test {

using journal::AppendResult;
using journal::JournalError;

namespace {

std::string error_of_opening(const SqliteEngine& engine) {
    try {
        const auto journal = engine.open();
    } catch (const JournalError& error) {
        return error.what();
    }
    return {};
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// A journal with events, closed.
void fill(const SqliteEngine& engine, int events, std::size_t size = 200) {
    RunningJournal journal(engine.open());
    for (int i = 0; i < events; ++i) journal.append("m-" + std::to_string(i), std::string(size, 'x'));
}

void overwrite(const std::filesystem::path& file, std::streamoff offset, const std::string& bytes) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(offset);
    stream << bytes;
    REQUIRE(stream.good());
}

} // namespace

TEST_CASE("the second host is refused and told who holds the directory") {
    const SqliteEngine engine;
    const auto journal = engine.open();
    const std::string error = error_of_opening(engine);
    CHECK(contains(error, "process " + std::to_string(::getpid())));
    CHECK(contains(error, engine.directory.path().string()));
}

TEST_CASE("the directory is made for its owner alone") {
    SqliteEngine engine;
    engine.options.directory = engine.directory / "deep" / "state";
    fill(engine, 1);

    struct stat about {};

    REQUIRE(::stat(engine.options.directory.c_str(), &about) == 0);
    CHECK((about.st_mode & 0777) == 0700);
    for (const char* name : {"lock", "journal.db"}) {
        REQUIRE(::stat((engine.options.directory / name).c_str(), &about) == 0);
        CHECK((about.st_mode & 0777) == 0600);
    }
}

TEST_CASE("a state directory that cannot be one is an error that says so") {
    SqliteEngine engine;
    engine.options.directory = engine.directory.write("file", "text");
    CHECK(contains(error_of_opening(engine), engine.options.directory.string()));
    engine.options.directory = engine.directory / "file" / "below";
    CHECK(contains(error_of_opening(engine), "file"));
    engine.options.directory.clear();
    CHECK(contains(error_of_opening(engine), "state.directory"));
}

TEST_CASE("a directory without permission is an error that says whom to ask") {
    if (::geteuid() == 0) return; // root may do everything; the cases above go through the same code
    SqliteEngine engine;
    REQUIRE(::chmod(engine.directory.path().c_str(), 0500) == 0);
    CHECK(contains(error_of_opening(engine), "chown"));
}

TEST_CASE("a damaged file is refused with what to do") {
    const SqliteEngine engine;
    fill(engine, 50);
    const auto file = engine.directory / "journal.db";
    SUBCASE("its head") {
        overwrite(file, 0, "not a database at all");
    }
    SUBCASE("its size") {
        std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
    }
    SUBCASE("its tables") {
        overwrite(file, 100, std::string(300, '\x55'));
    }
    SUBCASE("everything") {
        overwrite(file, 0, std::string(std::filesystem::file_size(file), '\xaa'));
    }
    const std::string error = error_of_opening(engine);
    CHECK(contains(error, file.string()));
    CHECK(contains(error, "move it away"));
}

TEST_CASE("a damaged event is never handed out") {
    SqliteEngine engine;
    engine.options.cache_bytes = 0;
    fill(engine, 50, 20'000);
    const auto file = engine.directory / "journal.db";
    const std::string bytes = read_file(file);
    // Somewhere in the middle of the bodies, where no structure of SQLite is.
    const auto at = bytes.find(std::string(2'000, 'x'), bytes.size() / 2);
    REQUIRE(at != std::string::npos);
    overwrite(file, static_cast<std::streamoff>(at + 1'000), "y");
    RunningJournal journal(engine.open());
    try {
        journal.read_all();
        FAIL("the damage was not seen");
    } catch (const JournalError& error) {
        CHECK(contains(error.what(), "damaged"));
        CHECK(contains(error.what(), file.string()));
    }
    CHECK(journal.append("m-new") == AppendResult::stored);
}

TEST_CASE("a damaged parked event is told with its row, the others are read") {
    const SqliteEngine engine;
    fill(engine, 2);
    {
        RunningJournal journal(engine.open());
        journal->open_route("r", journal::RouteStart::oldest);
        const auto events = journal.read_all();
        REQUIRE(events.size() == 2);
        for (const auto& event : events) {
            journal::Outcome outcome{journal::Outcome::Action::park, {"r", event.sequence, 0}, journal::Parked{}};
            outcome.parked->key = outcome.key;
            outcome.parked->event = event;
            CHECK(journal.settle({outcome}));
        }
    }
    sqlite3* raw = nullptr;
    REQUIRE(sqlite3_open((engine.directory / "journal.db").c_str(), &raw) == SQLITE_OK);
    CHECK(sqlite3_exec(raw, "UPDATE parked SET event = x'00' WHERE sequence = 1", nullptr, nullptr, nullptr) ==
          SQLITE_OK);
    sqlite3_close(raw);
    RunningJournal journal(engine.open());
    const auto rows = journal.parked("r", journal::ParkedState::waiting);
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].damage == "its checksum is wrong");
    CHECK(rows[0].event.sequence == 1);
    CHECK(rows[1].damage.empty());
    CHECK(rows[1].event.event.message_id == "m-1");
}

TEST_CASE("with a damaged body all parked elements of its batch are damaged, the others are read") {
    const SqliteEngine engine;
    const char* damage = "";
    const char* told = "";
    SUBCASE("altered") {
        damage = "UPDATE parked_bodies SET data = x'7b7d'";
        told = "the checksum of its message's body is wrong";
    }
    SUBCASE("gone") {
        damage = "DELETE FROM parked_bodies";
        told = "the body of its message is gone";
    }
    SUBCASE("another one") {
        damage = "UPDATE parked SET body = 4711 WHERE body <> 0";
        told = "its checksum is wrong";
    }
    {
        RunningJournal journal(engine.open());
        journal->open_route("r", journal::RouteStart::now);
        journal.append(std::make_unique<Message>("batch", "whole", std::vector<std::string>{"e-1", "e-2"}));
        journal.append("m-1");
        std::vector<journal::Outcome> outcomes;
        for (const auto& event : journal.read_all())
            outcomes.push_back(park("r", event, journal::ParkedState::waiting));
        CHECK(journal.settle(outcomes));
    }
    using namespace journal::sqlite;
    Database(engine.directory / "journal.db", Access::read_write, "").execute(damage);
    RunningJournal journal(engine.open());
    const auto rows = journal.parked("r", journal::ParkedState::waiting);
    REQUIRE(rows.size() == 3);
    CHECK(rows[0].damage == told);
    CHECK(rows[1].damage == told);
    CHECK(rows[2].damage.empty());
    CHECK(journal.settle({done("r", 1), done("r", 2), done("r", 3)}));
    CHECK(journal->counts("r").waiting == 0);
}

TEST_CASE("ids that are fewer than their events are damage") {
    const SqliteEngine engine;
    fill(engine, 5);
    sqlite3* raw = nullptr;
    REQUIRE(sqlite3_open((engine.directory / "journal.db").c_str(), &raw) == SQLITE_OK);
    CHECK(sqlite3_exec(raw, "UPDATE batches SET ids = x'00' WHERE first = 3", nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(raw);
    CHECK(contains(error_of_opening(engine), "the ids of the events from 3 are damaged"));
}

TEST_CASE("a log without its database is not thrown away") {
    const SqliteEngine engine;
    engine.directory.write("journal.db-wal", "events");
    CHECK(contains(error_of_opening(engine), "journal.db-wal"));
    CHECK(read_file(engine.directory / "journal.db-wal") == "events");
}

} // namespace turnout::test
