#include "core/plugin/cache.hpp"

#include "core/plugin/error.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <cerrno>
#include <cstdlib>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace turnout::plugins {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view own_prefix = "turnout-host-";
constexpr std::string_view own_suffix = "XXXXXX"; ///< mkdtemp puts as many characters in its place
constexpr int most_tries = 10;
constexpr auto lock_name = "lock";

std::string text_of(int error) {
    return std::generic_category().message(error);
}

void check_directory(const fs::path& directory) {
    struct stat status {};

    if (::stat(directory.c_str(), &status) != 0) {
        throw PluginError(directory, "plugins.cache cannot be examined: " + text_of(errno), "");
    }
    if (!S_ISDIR(status.st_mode)) throw PluginError(directory, "plugins.cache is no directory", "name a directory");
    if (status.st_uid != ::geteuid()) {
        throw PluginError(directory, "plugins.cache belongs to another user", "give it to the user that runs the host");
    }
    if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        throw PluginError(directory, "others may write to plugins.cache", "chmod go-w " + directory.string());
    }

    struct statvfs volume {};

    if (::statvfs(directory.c_str(), &volume) == 0 && (volume.f_flag & ST_NOEXEC) != 0) {
        throw PluginError(directory, "plugins.cache is on a file system that is mounted noexec",
                          "set plugins.cache to a directory that allows execution");
    }
}

/// Nothing if another process holds it, or has removed it meanwhile, or (without O_CREAT in `flags`) it is not there.
Descriptor lock(const fs::path& directory, int flags) {
    Descriptor file{::open((directory / lock_name).c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600)};
    if (!file || ::flock(file.get(), LOCK_EX | LOCK_NB) != 0) return {};

    struct stat status {};

    if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode) || status.st_nlink == 0) return {};
    return file;
}

bool may_be_ours(const fs::directory_entry& entry) {
    const auto name = entry.path().filename().string();
    return name.starts_with(own_prefix) && name.size() == own_prefix.size() + own_suffix.size() &&
           entry.symlink_status().type() == fs::file_type::directory;
}

/// Only what a cache makes: copies, then its lock, then the directory itself. Whoever holds the lock calls it.
void remove_own(const fs::path& directory, std::error_code& error) {
    std::vector<fs::path> copies;
    bool foreign = false;
    for (const auto& entry : fs::directory_iterator{directory, error}) {
        if (entry.path().extension() == ".so" && entry.symlink_status().type() == fs::file_type::regular)
            copies.push_back(entry.path());
        else
            foreign = foreign || entry.path().filename() != lock_name;
    }
    for (const auto& copy : copies)
        if (!error) fs::remove(copy, error);
    if (!error && foreign) error = std::make_error_code(std::errc::directory_not_empty);
    if (!error) fs::remove(directory / lock_name, error);
    if (!error) fs::remove(directory, error);
}

void copy_all(int from, int to, std::int64_t size, const fs::path& path) {
    off_t offset = 0;
    while (offset < size) {
        const ssize_t sent = ::sendfile(to, from, &offset, static_cast<std::size_t>(size - offset));
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) throw PluginError(path, "cannot be copied to plugins.cache: " + text_of(errno), "");
        if (sent == 0) throw PluginError(path, "it became shorter while it was copied", "replace it with mv, not cp");
    }
}

} // namespace

PrivateCopy::PrivateCopy(PrivateCopy&& other) noexcept : path_(std::move(other.path_)), kept_(other.kept_) {
    other.kept_ = true;
}

PrivateCopy::~PrivateCopy() {
    std::error_code ignored; // the next host removes what could not be removed
    if (!kept_) fs::remove(path_, ignored);
}

Cache::Cache(const fs::path& directory, std::shared_ptr<spdlog::logger> logger) : logger_(std::move(logger)) {
    std::error_code error;
    fs::create_directories(directory.parent_path(), error);
    if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) {
        throw PluginError(directory, "plugins.cache cannot be made: " + text_of(errno), "");
    }
    check_directory(directory);
    remove_leftovers(directory);
    make_own(directory);
}

/// Until the lock is held another host that starts may take the directory for a leftover; so it is tried again.
void Cache::make_own(const fs::path& directory) {
    int error = 0;
    for (int i = 0; i < most_tries && !lock_; ++i) {
        std::string name = (directory / (std::string{own_prefix} + std::string{own_suffix})).string();
        if (::mkdtemp(name.data()) == nullptr) {
            throw PluginError(directory, "plugins.cache cannot be written: " + text_of(errno), "");
        }
        own_ = name;
        lock_ = lock(own_, O_CREAT);
        error = errno;
    }
    if (!lock_) throw PluginError(own_, "cannot be locked: " + text_of(error), "");
}

Cache::~Cache() {
    std::error_code ignored;
    // A copy that is still mapped stays, and with it the lock, by which the next host knows what to remove.
    if (std::distance(fs::directory_iterator{own_, ignored}, {}) > 1) return;
    fs::remove(own_ / lock_name, ignored);
    fs::remove(own_, ignored);
}

void Cache::remove_leftovers(const fs::path& directory) {
    std::vector<fs::path> dead;
    for (const auto& entry : fs::directory_iterator{directory})
        if (may_be_ours(entry)) dead.push_back(entry.path());
    for (const auto& path : dead) {
        const Descriptor held = lock(path, 0);
        if (!held) continue; // its host lives, or it is not ours
        std::error_code error;
        remove_own(path, error);
        if (error) logger_->warn("plugins: cannot remove leftover copies in {}: {}", path.string(), error.message());
    }
}

PrivateCopy Cache::copy(const Source& source, std::string_view instance) {
    struct stat status {};

    if (::fstat(source.file.get(), &status) != 0) {
        throw PluginError(source.path, "cannot be examined: " + text_of(errno), "");
    }
    const fs::path path = own_ / (std::string{instance} + "-" + std::to_string(++copies_) + ".so");
    const Descriptor to{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0500)};
    if (!to) throw PluginError(path, "cannot be made: " + text_of(errno), "");
    PrivateCopy result{path};
    copy_all(source.file.get(), to.get(), status.st_size, source.path);
    return result;
}

} // namespace turnout::plugins
