#include "core/plugin/source.hpp"

#include "core/plugin/error.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <system_error>

namespace turnout::plugins {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t largest_library = std::int64_t{256} << 20;

std::string text_of(int error) {
    return std::generic_category().message(error);
}

struct stat status_of(int descriptor, const fs::path& path) {
    struct stat status {};

    if (::fstat(descriptor, &status) != 0) throw PluginError(path, "cannot be examined: " + text_of(errno), "");
    return status;
}

/// Whoever may write there decides what code the host runs.
void check_owner(const struct stat& status, const fs::path& path) {
    if (status.st_uid != 0 && status.st_uid != ::geteuid()) {
        throw PluginError(path, "it belongs to another user (uid " + std::to_string(status.st_uid) + ")",
                          "give it to root or to the user that runs the host: chown root " + path.string());
    }
    if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        throw PluginError(path, "others may write to it", "chmod go-w " + path.string());
    }
}

int open_beneath(int directory, const fs::path& library) {
    struct open_how how {};

    how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK; // NONBLOCK: a named pipe must not hold the host up
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    return static_cast<int>(::syscall(SYS_openat2, directory, library.c_str(), &how, sizeof(how)));
}

Descriptor open_library(int directory, const fs::path& library, const fs::path& path) {
    Descriptor file{open_beneath(directory, library)};
    // The kernel asks for another try while directories are being renamed.
    for (int again = 0; !file && errno == EAGAIN && again < 100; ++again)
        file = Descriptor{open_beneath(directory, library)};
    if (file) return file;
    const int error = errno;
    switch (error) {
    case EXDEV:
        throw PluginError(path, "it leads out of plugins.directory", "put the file itself there, or a link within it");
    case ENOENT: {
        const bool dangling = fs::is_symlink(fs::symlink_status(path));
        throw PluginError(path, dangling ? "it is a link to nowhere" : "there is no such file",
                          "look at plugin.NAME.library and plugins.directory");
    }
    case ENOSYS:
        throw PluginError(path, "this kernel cannot open files safely (no openat2)", "run on Linux 5.6 or newer");
    default: throw PluginError(path, "cannot be opened: " + text_of(error), "");
    }
}

/// The directory that really holds the open file; it may be another one than the path says, by a link.
void check_real_directory(const Descriptor& file, const fs::path& path) {
    std::error_code error;
    const fs::path real = fs::read_symlink("/proc/self/fd/" + std::to_string(file.get()), error);
    if (error) throw PluginError(path, "its place cannot be found: " + error.message(), "mount /proc");
    const Descriptor directory{::open(real.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
    if (!directory) throw PluginError(path, "its directory cannot be opened: " + text_of(errno), "");
    check_owner(status_of(directory.get(), real.parent_path()), real.parent_path());
}

} // namespace

Source open_source(const fs::path& directory, const fs::path& library) {
    const Descriptor top{::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)};
    if (!top) throw PluginError(directory, "plugins.directory cannot be opened: " + text_of(errno), "");
    check_owner(status_of(top.get(), directory), directory);
    const fs::path path = directory / library;
    Source result{open_library(top.get(), library, path), path};
    const auto status = status_of(result.file.get(), path);
    if (S_ISDIR(status.st_mode)) throw PluginError(path, "it is a directory", "name the .so file itself");
    if (!S_ISREG(status.st_mode)) throw PluginError(path, "it is no regular file", "");
    check_owner(status, path);
    if (status.st_size > largest_library)
        throw PluginError(path, "it is larger than 256 MiB", "strip it: strip --strip-unneeded FILE");
    check_real_directory(result.file, path);
    return result;
}

} // namespace turnout::plugins
