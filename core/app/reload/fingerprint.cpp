#include "core/app/reload/fingerprint.hpp"

#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

namespace turnout::app {
namespace {

namespace fs = std::filesystem;

constexpr int most_links = 40; ///< as many as the kernel follows

/// Where a way has led.
struct Found {
    Sight sight;
    fs::path directory; ///< free of links; empty: it is no directory
};

/// Puts the steps of `way` before those that are still to be taken; the next one is the last of `steps`.
void put_before(std::vector<fs::path>& steps, const fs::path& way) {
    for (auto step = way.end(); step != way.begin();) steps.push_back(*--step);
}

/// Goes `way` from `directory`, which is absolute and free of links, step by step as the kernel would.
Found follow(fs::path directory, const fs::path& way, DirectoryNotices& notices) {
    std::vector<fs::path> steps;
    put_before(steps, way);
    Sight sight;
    for (int links = 0; !steps.empty();) {
        const fs::path step = std::move(steps.back());
        steps.pop_back();
        if (step.empty() || step == ".") continue;
        if (step.has_root_directory() || step == "..") {
            directory = step == ".." ? directory.parent_path() : step;
            continue;
        }
        sight.place = notices.watch_name(directory, step.string());
        const fs::path here = directory / step;

        struct stat status {};

        if (lstat(here.c_str(), &status) != 0) return {{FileState::failed(errno), sight.place}, {}};
        if (S_ISLNK(status.st_mode)) {
            std::error_code error;
            const auto target = fs::read_symlink(here, error);
            if (error) return {{FileState::failed(error.value()), sight.place}, {}};
            if (++links > most_links) return {{FileState::failed(ELOOP), sight.place}, {}};
            put_before(steps, target);
            continue;
        }
        sight.state = FileState::of(status);
        if (S_ISDIR(status.st_mode)) {
            directory = here;
            continue;
        }
        if (!steps.empty()) sight.state = FileState::failed(ENOTDIR);
        return {sight, {}};
    }
    return {sight, directory};
}

} // namespace

std::optional<Fingerprint> look_at(const Watched& watched, DirectoryNotices& notices) {
    Fingerprint result;
    const Found found = follow("/", watched.path, notices);
    if (watched.suffix.empty()) {
        result.emplace(watched.path.string(), found.sight);
        return result;
    }
    std::error_code error;
    if (found.sight.state.error != 0) {
        error.assign(found.sight.state.error, std::generic_category());
    } else if (found.directory.empty()) {
        error = std::make_error_code(std::errc::not_a_directory);
    } else {
        notices.watch_suffix(found.directory, watched.suffix);
        fs::directory_iterator entries(found.directory, error);
        while (!error && entries != fs::directory_iterator()) {
            const fs::path name = entries->path().filename();
            if (is_member(name.string(), watched.suffix))
                result.emplace((watched.path / name).string(), follow(found.directory, name, notices).sight);
            entries.increment(error);
        }
    }
    if (error == std::errc::too_many_files_open || error == std::errc::too_many_files_open_in_system ||
        error == std::errc::not_enough_memory)
        return std::nullopt;
    result.emplace((watched.path / "").string(), Sight{FileState::failed(error.value()), {}});
    return result;
}

} // namespace turnout::app
