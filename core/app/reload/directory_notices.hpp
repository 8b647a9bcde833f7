// What the kernel says about names in directories (inotify).
#pragma once
#include "core/app/reload/file_state.hpp"
#include "core/plugin/descriptor.hpp"

#include <compare>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

struct inotify_event;

namespace spdlog {
class logger;
}

namespace turnout::app {

/// Of the files that a directory is watched for: the name ends with `suffix`, and is not hidden, as those are that
/// editors and copying programs make for themselves.
bool is_member(std::string_view name, std::string_view suffix);

/// Watches directories, never files: a file is replaced by a new one under the same name more often than it is written
/// to. Only names that were asked for count. A file that was made is unfinished until it is closed for the first time.
/// Without inotify (not wanted, not to be had) nothing is ever noticed; that it is not to be had is logged once, with
/// what to do. One thread at a time.
class DirectoryNotices {
public:
    /// A name in a directory that is watched.
    struct Place {
        int directory = -1; ///< number of the watch; -1: it is not watched
        std::string name;

        // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the 0 of the comparison for a null pointer
        friend auto operator<=>(const Place&, const Place&) = default;
    };

    DirectoryNotices(bool wanted, std::shared_ptr<spdlog::logger> logger);

    /// Readable when there is something to drain(); -1: there never is.
    int descriptor() const { return inotify_.get(); }

    /// From begin() to end() everything is asked for again; what is not, is no longer watched after end(). `directory`
    /// is absolute and free of links. After the call no change of the name, or of one with that suffix, is missed. A
    /// directory that is not there or must not be read is not watched: its parent, or a poll, has to tell.
    void begin();
    Place watch_name(const std::filesystem::path& directory, const std::string& name);
    void watch_suffix(const std::filesystem::path& directory, const std::string& suffix);
    void end();

    /// Reads what has come, without waiting; whether something of it is a change. A file that was made is none yet.
    bool drain();

    bool unfinished(const Place& place) const { return unfinished_.contains(place); }

    /// To be called now and then, seconds apart: an unfinished file that has not changed since the last call is taken
    /// to be finished, as there are ways to make one that never say that it was closed.
    void age();

private:
    struct Directory {
        std::filesystem::path path;
        std::set<std::string, std::less<>> names;
        std::set<std::string, std::less<>> suffixes;

        bool counts(std::string_view name) const;
    };

    /// The number of its watch, or -1.
    int watch(const std::filesystem::path& directory);
    bool is_change(const inotify_event& event);
    bool is_being_made(const Place& place) const;
    FileState look(const Place& place) const;
    void warn(int error, std::string_view limit);

    const std::shared_ptr<spdlog::logger> logger_;
    plugins::Descriptor inotify_;
    bool warned_ = false;
    std::map<int, Directory> directories_;                 ///< by the number of the watch
    std::map<Place, std::optional<FileState>> unfinished_; ///< as the last age() found it
};

} // namespace turnout::app
