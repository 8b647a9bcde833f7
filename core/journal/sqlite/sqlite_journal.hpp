// The embedded engine: everything in one SQLite database below state.directory.
#pragma once
#include "core/eventsub/clock.hpp"
#include "core/journal/journal.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace spdlog {
class logger;
}

namespace turnout::journal {

/// With the limits of the beginning; Journal::set_limits() replaces them.
struct SqliteOptions : Limits {
    std::filesystem::path directory;                         ///< made if missing; holds `lock` and `journal.db*`
    eventsub::Duration dedup_window{std::chrono::hours{24}}; ///< an accepted id is known at least so long

    // Tuning; the defaults are measured.
    std::size_t cache_bytes = std::size_t{8} << 20; ///< of the newest events kept in memory for read()
    std::size_t recent_ids = 262'144;               ///< ids in memory
    std::size_t segment_ids = 65'536;               ///< ids in one segment on disk
    int checkpoint_pages = 8'000;                   ///< of the write-ahead log before it is copied back
    std::chrono::milliseconds flush_delay{50};      ///< how long progress may wait for others to share its commit
    std::chrono::milliseconds housekeeping{1'000};  ///< between two looks at age, size and free disk
    std::chrono::milliseconds index_interval{500};  ///< between two looks at what is not summarized yet

    // For tests.
    std::string vfs;                          ///< SQLite VFS; empty: the default
    std::string pragmas;                      ///< run on the writing connection after our own
    std::function<std::uint64_t()> free_disk; ///< instead of statvfs
};

/// Opens and checks the journal; makes it if there is none. Throws JournalError: the directory cannot be used or
/// belongs to another host, the file is damaged, or was written by a newer version. `clock` outlives the journal.
/// Its thread is "journal"; it lives from start() to stop().
std::unique_ptr<Journal> open_sqlite(const SqliteOptions& options, const eventsub::Clock& clock,
                                     std::shared_ptr<spdlog::logger> logger);

} // namespace turnout::journal
