// Disks that fill up or break while the host runs: never a wrong answer, always a reason.
#include "tests/unit/journal/recording_vfs.hpp"
#include "tests/unit/journal/sqlite_engine.hpp"

#include <doctest/doctest.h>

#include <atomic>

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

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
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
        CHECK(journal.advance_mark("r", 1));
        failing.vfs.write_error = SQLITE_FULL;
        journal->settle({done("r", 1)}, [&](bool durable) { settled = durable ? 1 : 0; });
        // Answered after it: by then the settling has been tried.
        CHECK(journal.append("m-2") == AppendResult::refused);
        journal->stop();
        CHECK(settled == 0);
    }
    failing.vfs.write_error = SQLITE_OK;
    RunningJournal journal(failing.engine.open());
    CHECK(journal.cursor("r").settled_to == 0);
    // It did not say that it had stopped cleanly: a plugin may have seen what was not settled.
    CHECK(journal.cursor("r").suspects);
    CHECK(journal.append("m-1") == AppendResult::duplicate);
}

TEST_CASE("what cannot be read back after a failed write fails the journal, whatever the cause") {
    FailingEngine failing;
    failing.engine.options.retention = eventsub::Duration(0);
    {
        RunningJournal journal(failing.engine.open());
        journal->open_route("r", RouteStart::now);
        CHECK(journal.append("m-1") == AppendResult::stored);
        failing.vfs.read_error = SQLITE_IOERR_NOMEM;
        failing.vfs.write_error = SQLITE_FULL;
        CHECK_FALSE(journal.settle({done("r", 1)}));
        failing.vfs.read_error = SQLITE_OK;
        failing.vfs.write_error = SQLITE_OK;
        CHECK(contains(journal->state().reason, "has failed"));
        CHECK(journal.append("m-2") == AppendResult::refused);
    }
    RunningJournal journal(failing.engine.open());
    CHECK(journal.cursor("r").settled_to == 0);
    CHECK(journal.read_all().size() == 1);
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

TEST_CASE("a disk that is read-only at the start is an error") {
    FailingEngine failing;
    { const RunningJournal journal(failing.engine.open()); }
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

TEST_CASE("the log is copied back each time it has the length for it") {
    SqliteEngine engine;
    engine.options.checkpoint_pages = 100;
    RunningJournal journal(engine.open());
    const auto log = engine.directory / "journal.db-wal";
    for (int i = 0; i < 300; ++i) journal.append("m-" + std::to_string(i), std::string(20'000, 'x'));
    // The file keeps the greatest length that it ever had; one commit may lie across the limit.
    CHECK(std::filesystem::file_size(log) < std::uintmax_t{150} * 4'120);
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
