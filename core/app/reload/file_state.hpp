// What tells a file from what lay at its path before.
#pragma once
#include <sys/stat.h>

#include <cstdint>

namespace turnout::app {

/// Equal exactly if nothing has happened to the file: whoever writes to it, or puts another in its place, changes one
/// of these at least. Only regular files have a size and times here: a directory's change with every file in it.
struct FileState {
    int error = 0; ///< of errno: why it cannot be looked at; then the rest is zero
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::int64_t size = 0;
    std::int64_t modified = 0; ///< this and the next: nanoseconds since 1970, by the clock of the file system
    std::int64_t changed = 0;  ///< content, owner, mode or links; nobody can set it back

    bool operator==(const FileState&) const = default;

    static FileState of(const struct stat& status);
    static FileState failed(int error);
};

} // namespace turnout::app
