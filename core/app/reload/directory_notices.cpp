#include "core/app/reload/directory_notices.hpp"

#include <spdlog/logger.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <system_error>
#include <utility>

namespace turnout::app {
namespace {

namespace fs = std::filesystem;

/// IN_CREATE is for links and directories, IN_ATTRIB for a file that has become readable; the last but one for a
/// directory that is replaced.
constexpr std::uint32_t wanted_events = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE |
                                        IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;

/// Of 64 KiB each: the whole queue as the kernel limits it. Whoever writes faster than we read must not keep us here.
constexpr int most_reads = 64;

} // namespace

bool is_member(std::string_view name, std::string_view suffix) {
    return name.ends_with(suffix) && !name.starts_with('.');
}

bool DirectoryNotices::Directory::counts(std::string_view name) const {
    return names.contains(name) || std::any_of(suffixes.begin(), suffixes.end(),
                                               [&](const std::string& suffix) { return is_member(name, suffix); });
}

DirectoryNotices::DirectoryNotices(bool wanted, std::shared_ptr<spdlog::logger> logger) : logger_(std::move(logger)) {
    if (!wanted) return;
    inotify_ = plugins::Descriptor(inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
    if (!inotify_) warn(errno, "fs.inotify.max_user_instances, or the limit of open files,");
}

void DirectoryNotices::warn(int error, std::string_view limit) {
    if (std::exchange(warned_, true)) return;
    logger_->warn(
        "the system does not tell of changed files ({}), so they are looked at every few seconds; raise {} for "
        "changes to be seen at once",
        std::generic_category().message(error), limit);
}

void DirectoryNotices::begin() {
    for (auto& [number, directory] : directories_) {
        directory.names.clear();
        directory.suffixes.clear();
    }
}

int DirectoryNotices::watch(const fs::path& directory) {
    if (!inotify_) return -1;
    // Also if it is watched already: only the kernel knows whether the path still leads to the same directory.
    const int number = inotify_add_watch(inotify_.get(), directory.c_str(), wanted_events);
    if (number >= 0) {
        directories_[number].path = directory;
        return number;
    }
    switch (errno) {
    case ENOENT:
    case ENOTDIR:
    case EACCES:
    case ELOOP:
    case ENAMETOOLONG: break; // what is looked for in it tells the same
    default: warn(errno, "fs.inotify.max_user_watches");
    }
    return -1;
}

DirectoryNotices::Place DirectoryNotices::watch_name(const fs::path& directory, const std::string& name) {
    const int number = watch(directory);
    if (number >= 0) directories_[number].names.insert(name);
    return {number, name};
}

void DirectoryNotices::watch_suffix(const fs::path& directory, const std::string& suffix) {
    const int number = watch(directory);
    if (number >= 0) directories_[number].suffixes.insert(suffix);
}

void DirectoryNotices::end() {
    std::erase_if(directories_, [this](const auto& entry) {
        const auto& [number, directory] = entry;
        if (!directory.names.empty() || !directory.suffixes.empty()) return false;
        inotify_rm_watch(inotify_.get(), number); // fails if the directory has gone by itself
        return true;
    });
    std::erase_if(unfinished_, [this](const auto& entry) { return !directories_.contains(entry.first.directory); });
}

bool DirectoryNotices::drain() {
    if (!inotify_) return false;
    alignas(inotify_event) std::array<char, std::size_t{64} * 1024> buffer;
    bool changed = false;
    for (int reads = 0; reads < most_reads; ++reads) {
        const auto size = read(inotify_.get(), buffer.data(), buffer.size());
        if (size <= 0) return changed;
        for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
            // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): so the kernel lays them out
            const auto& event = *reinterpret_cast<const inotify_event*>(buffer.data() + at);
            if (is_change(event)) changed = true;
            at += sizeof(inotify_event) + event.len;
        }
    }
    return true;
}

bool DirectoryNotices::is_change(const inotify_event& event) {
    if ((event.mask & IN_Q_OVERFLOW) != 0) {
        unfinished_.clear(); // that they were closed may be among what is lost
        return true;
    }
    const auto directory = directories_.find(event.wd);
    if (directory == directories_.end()) return false; // came before it was no longer watched
    if ((event.mask & IN_IGNORED) != 0) {
        directories_.erase(directory);
        return true;
    }
    if (event.len == 0) return true; // the directory itself
    Place place{event.wd, event.name};
    if (!directory->second.counts(place.name)) return false;
    if ((event.mask & IN_CREATE) != 0 && is_being_made(place)) {
        unfinished_.insert_or_assign(std::move(place), std::nullopt);
        return false;
    }
    if ((event.mask & (IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE)) != 0) unfinished_.erase(place);
    return true;
}

/// A link, a directory, or a further name for a file that exists, is complete at once.
bool DirectoryNotices::is_being_made(const Place& place) const {
    struct stat status {};

    const auto path = directories_.at(place.directory).path / place.name;
    return lstat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && status.st_nlink == 1;
}

FileState DirectoryNotices::look(const Place& place) const {
    const auto directory = directories_.find(place.directory);
    if (directory == directories_.end()) return FileState::failed(ENOENT);

    struct stat status {};

    const auto path = directory->second.path / place.name;
    return lstat(path.c_str(), &status) == 0 ? FileState::of(status) : FileState::failed(errno);
}

void DirectoryNotices::age() {
    for (auto file = unfinished_.begin(); file != unfinished_.end();) {
        const auto state = look(file->first);
        if (state.error != 0 || file->second == state) {
            file = unfinished_.erase(file);
        } else {
            file->second = state;
            ++file;
        }
    }
}

} // namespace turnout::app
