// The state directory belongs to one host at a time.
#pragma once
#include <filesystem>

namespace turnout::journal::sqlite {

/// Makes the directory (mode 0700) if it is missing and holds `lock` in it as long as this object lives; the kernel
/// lets go when the process ends in whatever way. Throws JournalError: not a directory, no permission, read-only, or
/// held by another process, which is named.
class StateLock {
public:
    explicit StateLock(const std::filesystem::path& directory);
    StateLock(const StateLock&) = delete;
    StateLock& operator=(const StateLock&) = delete;
    ~StateLock();

private:
    int descriptor_ = -1;
};

/// Makes an empty file with mode 0600 if there is none, durably, so that SQLite's own files inherit the mode. Throws
/// JournalError.
void make_private_file(const std::filesystem::path& file);

} // namespace turnout::journal::sqlite
