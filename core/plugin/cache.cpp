#include "core/plugin/cache.hpp"

#include "core/plugin/error.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>
#include <vector>

namespace turnout::plugins {

namespace {

namespace fs = std::filesystem;

constexpr auto own_prefix = "host-";
constexpr auto lock_name = "lock";
constexpr std::int64_t largest_library = std::int64_t{256} << 20;

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

Descriptor lock(const fs::path& directory) {
    Descriptor file{::open((directory / lock_name).c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)};
    if (file && ::flock(file.get(), LOCK_EX | LOCK_NB) != 0) return {};
    return file;
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
    std::string name = (directory / (std::string{own_prefix} + "XXXXXX")).string();
    if (::mkdtemp(name.data()) == nullptr) {
        throw PluginError(directory, "plugins.cache cannot be written: " + text_of(errno), "");
    }
    own_ = name;
    lock_ = lock(own_);
    if (!lock_) throw PluginError(own_, "cannot be locked: " + text_of(errno), "");
}

Cache::~Cache() {
    std::error_code ignored;
    fs::remove(own_ / lock_name, ignored);
    fs::remove(own_, ignored); // stays if a copy is still mapped; the next host removes it
}

void Cache::remove_leftovers(const fs::path& directory) {
    std::vector<fs::path> dead;
    for (const auto& entry : fs::directory_iterator{directory}) {
        if (!entry.path().filename().string().starts_with(own_prefix)) continue;
        if (entry.symlink_status().type() == fs::file_type::directory) dead.push_back(entry.path());
    }
    for (const auto& path : dead) {
        const Descriptor held = lock(path);
        if (!held) continue; // its host lives
        std::error_code error;
        fs::remove_all(path, error);
        if (error) logger_->warn("plugins: cannot remove leftover copies in {}: {}", path.string(), error.message());
    }
}

PrivateCopy Cache::copy(const Source& source, std::string_view instance) {
    struct stat status {};

    if (::fstat(source.file.get(), &status) != 0) {
        throw PluginError(source.path, "cannot be examined: " + text_of(errno), "");
    }
    if (status.st_size > largest_library) {
        throw PluginError(source.path, "it is larger than 256 MiB", "strip it: strip --strip-unneeded FILE");
    }
    const fs::path path = own_ / (std::string{instance} + "-" + std::to_string(++copies_) + ".so");
    const Descriptor to{::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0500)};
    if (!to) throw PluginError(path, "cannot be made: " + text_of(errno), "");
    PrivateCopy result{path};
    copy_all(source.file.get(), to.get(), status.st_size, source.path);
    return result;
}

} // namespace turnout::plugins
