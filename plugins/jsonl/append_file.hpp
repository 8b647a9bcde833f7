// A file that whole lines are appended to.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace jsonl {

/// Open as long as it lives. One thread at a time, except sync(). Throws std::runtime_error that names the path and the
/// cause.
class AppendFile {
public:
    /// Makes the file if it is not there (mode 0640).
    explicit AppendFile(std::filesystem::path path);
    AppendFile(const AppendFile&) = delete;
    AppendFile& operator=(const AppendFile&) = delete;
    ~AppendFile();

    /// Cuts off a last line without an end that a crash left behind, and returns how many bytes that were. Only if no
    /// other writer has the file open. Throws if that line does not begin with `line_start`: then the file is not ours.
    std::uint64_t repair(std::string_view line_start);

    /// All of it or, as far as the system allows, nothing.
    void append(std::string_view line);

    /// Until it is on stable storage. Any thread.
    void sync() const;

    std::uint64_t size() const;

    /// Whether the path still leads to this file: it was not moved, removed or replaced.
    bool is_in_place() const;

    const std::filesystem::path& path() const { return path_; }

private:
    [[noreturn]] void fail(const char* what) const;
    std::uint64_t end_of_last_line(std::uint64_t size) const;
    bool starts_with_part_of(std::uint64_t from, std::uint64_t to, std::string_view line_start) const;

    std::filesystem::path path_;
    int descriptor_ = -1;
    dev_t device_ = 0;
    ino_t inode_ = 0;
};

/// Makes a rename or a new file in the directory of `path` durable.
void sync_directory_of(const std::filesystem::path& path);

} // namespace jsonl
