// A SQLite VFS over the default one that notes every write, truncation and sync, and fails when it is told to.
#pragma once
#include <sqlite3.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace turnout::test {

/// What reached the operating system, in order over all files.
struct DiskOperation {
    enum class Kind : std::uint8_t { write, truncate, sync, remove };
    Kind kind;
    std::string file;     ///< its name without the directory
    std::uint64_t offset; ///< of a write; the size after a truncation
    std::string bytes;
};

/// Registered with SQLite under name() as long as it lives; outlives every connection that uses it.
class RecordingVfs {
public:
    RecordingVfs();
    RecordingVfs(const RecordingVfs&) = delete;
    RecordingVfs& operator=(const RecordingVfs&) = delete;
    ~RecordingVfs();

    const std::string& name() const { return name_; }

    std::size_t size() const;
    /// Take it when nothing writes any more.
    std::vector<DiskOperation> take();

    /// Every write from now on fails with this result code; SQLITE_OK: none does.
    std::atomic<int> write_error{SQLITE_OK};
    /// The same for reads, and for syncs.
    std::atomic<int> read_error{SQLITE_OK};
    std::atomic<int> sync_error{SQLITE_OK};
    /// Of the database itself, not of its log.
    std::atomic<int> database_sync_error{SQLITE_OK};
    /// Off: nothing is kept, for tests that only want errors.
    std::atomic<bool> recording{true};

    // For the file methods.
    void note(DiskOperation operation);

    sqlite3_vfs* below() const { return below_; }

private:
    std::string name_;
    sqlite3_vfs* below_;
    std::unique_ptr<sqlite3_vfs> vfs_;
    mutable std::mutex mutex_;
    std::vector<DiskOperation> operations_;
};

} // namespace turnout::test
