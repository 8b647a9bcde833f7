// Lines from several threads into one file: rotated by size, reopened when somebody moves it, synced in groups.
#pragma once
#include "append_file.hpp"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace jsonl {

/// Any thread may write. Everything throws std::runtime_error that names the path and the cause.
class LineWriter {
public:
    struct Options {
        std::filesystem::path path;
        bool fsync = true;             ///< write() returns when the line is on stable storage
        std::uint64_t rotate_size = 0; ///< bytes; 0: never
        std::uint32_t rotate_keep = 5; ///< how many old files stay, as path.1 (youngest), path.2, ...
        /// For tests; throws std::runtime_error.
        std::function<void(const AppendFile&)> sync = [](const AppendFile& file) { file.sync(); };
    };

    /// `report` is told of repairs and reopening; it may be called from any thread that writes.
    LineWriter(Options options, std::function<void(std::string)> report);
    LineWriter(const LineWriter&) = delete;
    LineWriter& operator=(const LineWriter&) = delete;

    /// Opens the file, so that a wrong path is found at the start.
    void open();

    /// Appends a line (with its line feed) whole. When it throws the line may be there nevertheless: write it again.
    void write(std::string_view line);

    /// Syncs what is not, and closes.
    void close();

private:
    /// Lines that one sync makes durable; held by those that wait for it.
    struct Group {
        bool done = false;
        std::string failure; ///< empty: they are durable
    };

    void open_locked();
    void make_ready(std::unique_lock<std::mutex>& lock, std::size_t wanted);
    void leave_moved_file();
    void rotate_locked();
    void wait_until_durable(std::unique_lock<std::mutex>& lock);
    void sync_pending(std::unique_lock<std::mutex>& lock);
    void settle();
    void conclude(const std::shared_ptr<Group>& group, const std::string& failure);

    Options options_;
    std::function<void(std::string)> report_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::shared_ptr<AppendFile> file_; ///< shared with the thread that syncs it
    std::shared_ptr<Group> pending_;   ///< of the lines in file_ that no sync has begun for; may be null
    bool syncing_ = false;
};

} // namespace jsonl
