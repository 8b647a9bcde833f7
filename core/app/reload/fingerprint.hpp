// What is watched, and how it looks at a moment.
#pragma once
#include "core/app/reload/directory_notices.hpp"
#include "core/app/reload/file_state.hpp"

#include <compare>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace turnout::app {

/// A file, or those files of a directory whose names end with `suffix` (hidden ones left out). It need not exist.
/// Symbolic links are followed, anywhere in the path and from a directory's files on.
struct Watched {
    std::filesystem::path path;
    std::string suffix; ///< empty: a file

    static Watched file(std::filesystem::path path) { return {std::move(path), {}}; }

    static Watched directory(std::filesystem::path path, std::string suffix) {
        return {std::move(path), std::move(suffix)};
    }

    // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the 0 of the comparison for a null pointer
    friend auto operator<=>(const Watched&, const Watched&) = default;
};

/// A file as it was seen.
struct Sight {
    FileState state;
    DirectoryNotices::Place place; ///< where it really lies, behind all links

    /// Where it lies does not count: the same file behind another link is the same.
    bool operator==(const Sight& other) const { return state == other.state; }
};

/// By path as watched, not as it is behind links; for a directory also "path/", which says whether it can be read. What
/// cannot be looked at is in it with its error.
using Fingerprint = std::map<std::string, Sight>;

/// `watched.path` is absolute. Asks `notices` for every name that the way to the files goes by, each before it looks at
/// it, so that no later change is missed: of a directory on the way, of a link, of a file. Nothing if the host has too
/// little left to look (open files, memory): that says nothing about the files.
std::optional<Fingerprint> look_at(const Watched& watched, DirectoryNotices& notices);

} // namespace turnout::app
