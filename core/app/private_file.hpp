// Files and directories that only this user may read, and secrets to put into them.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace turnout::app {

/// 32 random bytes in hexadecimal. Throws std::runtime_error if the system gives none.
std::string random_secret();

/// Readable by this user only, from its first moment; an existing file is overwritten. Throws std::runtime_error.
void write_private(const std::filesystem::path& file, std::string_view text);

/// The same, durable and all at once; a file that is there by then stays as it is. Throws std::system_error.
void create_private(const std::filesystem::path& file, std::string_view text);

/// The same for a file that is there, in one step, so that a reader sees the old text or the new one; owner and mode
/// stay. Throws std::system_error.
void replace_private(const std::filesystem::path& file, std::string_view text);

/// The text of a small file (at most 4 KiB); nothing if there is none. Throws std::runtime_error: it cannot be read, is
/// no regular file, or belongs to, or is open to, somebody other than this user and root.
std::optional<std::string> read_private(const std::filesystem::path& file);

/// A directory of this user only, below $TMPDIR or /tmp; removed with everything in it by the destructor.
class TemporaryDirectory {
public:
    /// `name` is what its name begins with. Throws std::system_error.
    explicit TemporaryDirectory(std::string_view name);
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    ~TemporaryDirectory();

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

} // namespace turnout::app
