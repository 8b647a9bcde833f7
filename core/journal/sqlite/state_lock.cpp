#include "core/journal/sqlite/state_lock.hpp"

#include "core/journal/journal.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace turnout::journal::sqlite {

namespace {

std::string system_text(int error) {
    return std::generic_category().message(error);
}

[[noreturn]] void cannot_use(const std::filesystem::path& path, int error) {
    std::string text = "cannot use " + path.string() + ": " + system_text(error);
    if (error == EACCES || error == EPERM)
        text += " (give the host's user the directory, e.g. with chown)";
    else if (error == EROFS)
        text += " (the file system is read-only: set state.directory to one that can be written)";
    else if (error == ENOSPC || error == EDQUOT)
        text += " (make space there, or set state.directory to another file system)";
    else
        text += " (set state.directory to a directory that can be written)";
    throw JournalError(text);
}

void make_directory(const std::filesystem::path& directory) {
    if (directory.empty()) throw JournalError("state.directory is not set");
    std::error_code error;
    if (directory.has_parent_path()) std::filesystem::create_directories(directory.parent_path(), error);
    if (error) cannot_use(directory.parent_path(), error.value());
    if (::mkdir(directory.c_str(), S_IRWXU) != 0 && errno != EEXIST) cannot_use(directory, errno);
    if (!std::filesystem::is_directory(directory, error)) cannot_use(directory, error ? error.value() : ENOTDIR);
}

// False: it cannot be opened.
bool sync_directory(const std::filesystem::path& directory) {
    const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return false;
    const int failed = ::fsync(descriptor) == 0 ? 0 : errno;
    ::close(descriptor);
    // Some file systems cannot sync a directory and say so; there is nothing to lose then.
    if (failed != 0 && failed != EINVAL) cannot_use(directory, failed);
    return true;
}

std::string owner_of(int descriptor) {
    std::array<char, 32> text{};
    const ssize_t size = ::pread(descriptor, text.data(), text.size() - 1, 0);
    std::string pid(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    while (!pid.empty() && (pid.back() == '\n' || pid.back() == ' ')) pid.pop_back();
    return pid.empty() ? "unknown" : pid;
}

} // namespace

StateLock::StateLock(const std::filesystem::path& directory) {
    make_directory(directory);
    const auto file = directory / "lock";
    descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
    if (descriptor_ < 0) cannot_use(file, errno);
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
        const int error = errno;
        const std::string pid = owner_of(descriptor_);
        ::close(descriptor_);
        if (error != EWOULDBLOCK) cannot_use(file, error);
        throw JournalError("state.directory " + directory.string() + " is in use by another host, process " + pid +
                           ": stop that one first, or give this one a state.directory of its own");
    }
    const std::string pid = std::to_string(::getpid()) + "\n";
    if (::ftruncate(descriptor_, 0) != 0 ||
        ::pwrite(descriptor_, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
        const int error = errno;
        ::close(descriptor_);
        cannot_use(file, error);
    }
}

StateLock::~StateLock() {
    ::close(descriptor_);
}

void make_private_file(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0) cannot_use(file, errno);

    struct stat about {};

    const bool fresh = ::fstat(descriptor, &about) == 0 && about.st_size == 0;
    ::close(descriptor);
    if (!fresh) return;
    if (!sync_directory(file.parent_path())) cannot_use(file.parent_path(), errno);
    // Its own entry; the directory above need not be readable for us, then it was made by somebody else long ago.
    sync_directory(std::filesystem::absolute(file.parent_path()).parent_path());
}

} // namespace turnout::journal::sqlite
