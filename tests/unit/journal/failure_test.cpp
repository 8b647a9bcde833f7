// Disks that are full, broken, damaged, foreign or taken: never a wrong answer, always a reason.
#include "tests/unit/journal/recording_vfs.hpp"
#include "tests/unit/journal/sqlite_engine.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

namespace turnout::test {

using journal::AppendResult;
using journal::JournalError;
using journal::RouteStart;

namespace {

/// An engine whose disk fails on command. The VFS outlives the journals.
struct FailingEngine {
    RecordingVfs vfs;
    SqliteEngine engine;

    FailingEngine() {
        vfs.recording = false;
        engine.options.vfs = vfs.name();
        engine.options.housekeeping = std::chrono::milliseconds(0);
    }
};

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

TEST_CASE("a full disk refuses, remembers nothing, and recovers") {
    FailingEngine failing;
    RunningJournal journal(failing.engine.open());
    journal->open_route("r", RouteStart::now);
    CHECK(journal.append("m-1") == AppendResult::stored);

    failing.vfs.write_error = SQLITE_FULL;
    CHECK(journal.append("m-2") == AppendResult::refused);
    CHECK(journal.append("m-3") == AppendResult::refused);
    CHECK_FALSE(journal->state().accepting);
    CHECK(contains(journal->state().reason, failing.engine.directory.path().string()));
    CHECK(contains(journal->state().reason, "make space"));
    CHECK_THROWS_AS(journal->open_route("s", RouteStart::now), JournalError);
    CHECK(journal->last() == 1);
    std::atomic<int> settled{-1};
    journal->settle({done("r", 1)}, [&](bool durable) { settled = durable ? 1 : 0; });
    CHECK(journal.append("m-4") == AppendResult::refused);
    CHECK(settled == -1);
    CHECK(journal.cursor("r").settled_to == 0);

    failing.vfs.write_error = SQLITE_OK;
    CHECK(wait_until([&] { return journal->state().accepting; }));
    CHECK(wait_until([&] { return settled == 1; }));
    CHECK(journal.append("m-2") == AppendResult::stored);
    CHECK(journal->last() == 2);
    CHECK(journal.cursor("r").settled_to == 1);
    CHECK(journal.read_all().size() == 2);
}

TEST_CASE("what waits for space is given up when the journal stops") {
    FailingEngine failing;
    std::atomic<int> settled{-1};
    {
        RunningJournal journal(failing.engine.open());
        journal->open_route("r", RouteStart::now);
        journal.append("m-1");
        failing.vfs.write_error = SQLITE_FULL;
        journal->settle({done("r", 1)}, [&](bool durable) { settled = durable ? 1 : 0; });
        journal->stop();
        CHECK(settled == 0);
    }
    failing.vfs.write_error = SQLITE_OK;
    RunningJournal journal(failing.engine.open());
    CHECK(journal.cursor("r").settled_to == 0);
    // It could not say that it had stopped cleanly.
    CHECK(journal.append("m-1") == AppendResult::duplicate);
}

TEST_CASE("after a failed sync nothing is accepted until the next start") {
    FailingEngine failing;
    {
        RunningJournal journal(failing.engine.open());
        journal->open_route("r", RouteStart::now);
        CHECK(journal.append("m-1") == AppendResult::stored);
        failing.vfs.sync_error = SQLITE_IOERR_FSYNC;
        CHECK(journal.append("m-2") == AppendResult::refused);
        CHECK_FALSE(journal->state().accepting);
        CHECK(contains(journal->state().reason, "has failed"));
        failing.vfs.sync_error = SQLITE_OK;
        CHECK(journal.append("m-3") == AppendResult::refused);
        CHECK_FALSE(journal.settle({done("r", 1)}));
        CHECK_FALSE(journal.advance_mark("r", 1));
        CHECK_THROWS_AS(journal->open_route("s", RouteStart::now), JournalError);
        CHECK_FALSE(journal->state().accepting);
        CHECK(journal.read_all().size() == 1);
    }
    RunningJournal journal(failing.engine.open());
    CHECK(journal.append("m-1") == AppendResult::duplicate);
    CHECK(journal.append("m-3") == AppendResult::stored);
}

TEST_CASE("a sync that fails while the log is copied back stops the journal too") {
    FailingEngine failing;
    failing.engine.options.checkpoint_pages = 1'000;
    RunningJournal journal(failing.engine.open());
    int appended = 0;
    // Commits go on until the copying is due; that is what fails, since the log itself is synced by the commits.
    const auto fails_on_database_only = [&] { return !journal->state().accepting; };
    while (!fails_on_database_only() && appended < 2'000) {
        if (appended == 50) failing.vfs.database_sync_error = SQLITE_IOERR_FSYNC;
        if (journal.append("m-" + std::to_string(appended), std::string(20'000, 'x')) == AppendResult::stored)
            ++appended;
    }
    CHECK(appended > 50);
    CHECK(contains(journal->state().reason, "checkpoint"));
    CHECK(journal.append("late") == AppendResult::refused);
}

TEST_CASE("too little free disk refuses until there is more") {
    SqliteEngine engine;
    std::atomic<std::uint64_t> free{std::uint64_t{1} << 30};
    engine.options.min_free_disk = std::uint64_t{100} << 20;
    engine.options.free_disk = [&] { return free.load(); };
    engine.options.housekeeping = std::chrono::milliseconds(0);
    RunningJournal journal(engine.open());
    CHECK(journal.append("m-1") == AppendResult::stored);
    free = 99 << 20;
    CHECK(wait_until([&] { return !journal->state().accepting; }));
    CHECK(contains(journal->state().reason, "journal.min_free_disk"));
    CHECK(journal.append("m-2") == AppendResult::refused);
    free = 101 << 20;
    CHECK(wait_until([&] { return journal->state().accepting; }));
    CHECK(journal.append("m-2") == AppendResult::stored);
}

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

TEST_CASE("a disk that is read-only at the start is an error") {
    FailingEngine failing;
    fill(failing.engine, 1);
    failing.vfs.write_error = SQLITE_READONLY;
    Answers answers;
    try {
        const auto journal = failing.engine.open();
        journal->start(answers);
        FAIL("it started");
    } catch (const JournalError& error) {
        CHECK(contains(error.what(), "journal.db"));
    }
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

TEST_CASE("a log without its database is not thrown away") {
    const SqliteEngine engine;
    engine.directory.write("journal.db-wal", "events");
    CHECK(contains(error_of_opening(engine), "journal.db-wal"));
    CHECK(read_file(engine.directory / "journal.db-wal") == "events");
}

TEST_CASE("what an unclean stop left between cursor and mark is suspect until it is settled") {
    const SqliteEngine engine;
    const auto copy = [&](const std::filesystem::path& to) {
        std::filesystem::create_directories(to);
        for (const char* name : {"journal.db", "journal.db-wal"})
            std::filesystem::copy_file(engine.directory / name, to / name);
    };
    SqliteEngine crashed;
    {
        RunningJournal journal(engine.open());
        journal->open_route("r", RouteStart::now);
        for (int i = 1; i <= 5; ++i) journal.append("m-" + std::to_string(i));
        CHECK(journal.advance_mark("r", 64));
        CHECK(journal.settle({done("r", 1), done("r", 3)}));
        // As a kill leaves it.
        copy(crashed.directory / "state");
    }
    crashed.options.directory = crashed.directory / "state";
    {
        RunningJournal journal(crashed.open());
        const auto cursor = journal->open_route("r", RouteStart::now);
        CHECK(cursor.suspects);
        CHECK(cursor.settled_to == 1);
        // What was never stored was never handed out.
        CHECK(cursor.mark == 5);
        CHECK(journal.settle({done("r", 2)}));
    }
    {
        // A clean stop in between does not clear them.
        RunningJournal journal(crashed.open());
        CHECK(journal->open_route("r", RouteStart::now).suspects);
        CHECK(journal.settle({done("r", 4), done("r", 5)}));
        CHECK_FALSE(journal.cursor("r").suspects);
    }
    RunningJournal journal(crashed.open());
    CHECK_FALSE(journal->open_route("r", RouteStart::now).suspects);
}

} // namespace turnout::test
