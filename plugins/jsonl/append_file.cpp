#include "append_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>

namespace jsonl {

namespace {

[[noreturn]] void fail_at(const std::filesystem::path& path, const char* what, int error) {
    throw std::runtime_error(std::string{what} + " " + path.string() + ": " + std::generic_category().message(error));
}

} // namespace

AppendFile::AppendFile(std::filesystem::path path)
    : path_(std::move(path)),
      descriptor_(::open(path_.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0640)) {
    if (descriptor_ < 0) fail("cannot open");

    struct stat status {};

    int error = ::fstat(descriptor_, &status) == 0 ? 0 : errno;
    if (error == 0 && !S_ISREG(status.st_mode)) error = ENOTSUP;
    if (error != 0) {
        ::close(descriptor_);
        fail_at(path_, "cannot append lines to", error);
    }
    device_ = status.st_dev;
    inode_ = status.st_ino;
}

AppendFile::~AppendFile() {
    ::close(descriptor_);
}

std::uint64_t AppendFile::repair(std::string_view line_start) {
    // Writers hold the lock shared. Whoever gets it alone knows that no line is being written just now.
    const bool alone = ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0;
    std::uint64_t removed = 0;
    if (alone) {
        const auto all = size();
        const auto whole = end_of_last_line(all);
        if (whole != all) {
            if (!starts_with_part_of(whole, all, line_start)) {
                throw std::runtime_error(path_.string() + " ends with an unfinished line that is not ours: mend it, or "
                                                          "set `path` to another file");
            }
            if (::ftruncate(descriptor_, static_cast<off_t>(whole)) != 0) fail("cannot repair");
            removed = all - whole;
        }
    }
    static_cast<void>(::flock(descriptor_, LOCK_SH | LOCK_NB)); // a file system without locks serves as well
    return removed;
}

std::uint64_t AppendFile::end_of_last_line(std::uint64_t size) const {
    std::array<char, 4096> buffer{};
    for (std::uint64_t end = size; end > 0;) {
        const auto begin = end > buffer.size() ? end - buffer.size() : 0;
        const auto wanted = static_cast<std::size_t>(end - begin);
        if (::pread(descriptor_, buffer.data(), wanted, static_cast<off_t>(begin)) != static_cast<ssize_t>(wanted)) {
            fail("cannot read");
        }
        const auto at = std::string_view{buffer.data(), wanted}.rfind('\n');
        if (at != std::string_view::npos) return begin + at + 1;
        end = begin;
    }
    return 0;
}

bool AppendFile::starts_with_part_of(std::uint64_t from, std::uint64_t to, std::string_view line_start) const {
    std::string text(static_cast<std::size_t>(std::min<std::uint64_t>(to - from, line_start.size())), '\0');
    if (::pread(descriptor_, text.data(), text.size(), static_cast<off_t>(from)) != static_cast<ssize_t>(text.size())) {
        fail("cannot read");
    }
    return line_start.starts_with(text);
}

void AppendFile::append(std::string_view line) {
    const auto before = size();
    std::size_t done = 0;
    while (done < line.size()) {
        const auto written = ::write(descriptor_, line.data() + done, line.size() - done);
        if (written < 0 && errno == EINTR) continue;
        if (written > 0) {
            done += static_cast<std::size_t>(written);
            continue;
        }
        const int error = written == 0 ? ENOSPC : errno;
        // Take half a line back, unless somebody else has appended to it.
        if (done > 0 && size() == before + done && ::ftruncate(descriptor_, static_cast<off_t>(before)) != 0) {
            fail("cannot write, nor take half a line back, in");
        }
        fail_at(path_, "cannot write", error);
    }
}

void AppendFile::sync() const {
    if (::fdatasync(descriptor_) != 0) fail("cannot make durable");
}

std::uint64_t AppendFile::size() const {
    struct stat status {};

    if (::fstat(descriptor_, &status) != 0) fail("cannot examine");
    return static_cast<std::uint64_t>(status.st_size);
}

bool AppendFile::is_in_place() const {
    struct stat status {};

    return ::stat(path_.c_str(), &status) == 0 && status.st_dev == device_ && status.st_ino == inode_;
}

void AppendFile::fail(const char* what) const {
    fail_at(path_, what, errno);
}

void sync_directory_of(const std::filesystem::path& path) {
    const auto directory = path.has_parent_path() ? path.parent_path() : std::filesystem::path{"."};
    const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) fail_at(directory, "cannot open", errno);
    const int error = ::fsync(descriptor) == 0 ? 0 : errno;
    ::close(descriptor);
    if (error != 0) fail_at(directory, "cannot make durable", error);
}

} // namespace jsonl
