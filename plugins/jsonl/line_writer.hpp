// Lines from several threads into one file: rotated by size, reopened when somebody moves it, synced in groups.
#pragma once
#include "append_file.hpp"

#include <condition_variable>
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
    void open_locked();
    void rotate_locked();
    void wait_until_durable(std::unique_lock<std::mutex>& lock, std::uint64_t number);
    void sync_group(std::unique_lock<std::mutex>& lock);

    Options options_;
    std::function<void(std::string)> report_;
    std::mutex mutex_;
    std::condition_variable synced_changed_;
    std::shared_ptr<AppendFile> file_; ///< shared with the thread that syncs it
    std::uint64_t written_ = 0;        ///< number of the last line
    std::uint64_t synced_ = 0;         ///< lines up to here are durable
    std::uint64_t lost_ = 0;           ///< lines above synced_ up to here are not, and never will be
    std::string why_lost_;
    bool syncing_ = false;
};

} // namespace jsonl
