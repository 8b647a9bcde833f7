// The SQLite engine for the tests of every engine.
#pragma once
#include "core/journal/sqlite/sqlite_journal.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/journal/journal_host.hpp"

namespace turnout::test {

/// Limits are small, so that ids reach the disk and the log is copied back often.
struct SqliteEngine {
    TemporaryDirectory directory;
    ManualClock clock;
    journal::SqliteOptions options = small_options(directory.path());

    static journal::SqliteOptions small_options(const std::filesystem::path& state) {
        journal::SqliteOptions options;
        options.directory = state;
        options.min_free_disk = 0;
        options.cache_bytes = 4'096;
        options.recent_ids = 256;
        options.segment_ids = 32;
        options.checkpoint_pages = 50;
        options.flush_delay = std::chrono::milliseconds(5);
        return options;
    }

    std::unique_ptr<journal::Journal> open() const { return journal::open_sqlite(options, clock, silent_logger()); }
};

/// For long histories without crashes: commits do not wait for the disk.
struct QuickSqliteEngine : SqliteEngine {
    QuickSqliteEngine() { options.pragmas = "PRAGMA synchronous = OFF"; }
};

} // namespace turnout::test
