// A directory of its own for one test, gone when the test is.
#pragma once
#include <filesystem>
#include <string>

namespace turnout::test {

/// Below $TMPDIR (or /tmp), only accessible to this user. Throws std::system_error if it cannot be made.
class TemporaryDirectory {
public:
    TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    ~TemporaryDirectory(); ///< removes everything in it, also what is read-only

    const std::filesystem::path& path() const { return path_; }

    std::filesystem::path operator/(const std::filesystem::path& name) const { return path_ / name; }

    /// Writes a file below it (folders are made) and returns its path.
    std::filesystem::path write(const std::filesystem::path& name, const std::string& text) const;

private:
    std::filesystem::path path_;
};

/// The bytes of a file; throws std::runtime_error if it cannot be read.
std::string read_file(const std::filesystem::path& path);

} // namespace turnout::test
