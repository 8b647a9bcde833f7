// `${env:NAME}` and `${file:PATH}` in values; `$${` is a literal `${`.
#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace turnout::config {

/// The value of an environment variable, or nothing if it is not set.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

struct Interpolated {
    std::string value;
    bool foreign = false;                     ///< something came from outside: the value is never shown
    std::vector<std::filesystem::path> files; ///< that it was read from
    bool whole = false;                       ///< the value is what the only file holds, and nothing else
    std::string error;                        ///< not empty: what cannot be resolved, and why; shows no content
};

/// Files are relative to `directory`; one line end at the end of a file is dropped. What was put in is not looked at
/// again, and placeholders do not nest.
Interpolated interpolate(std::string_view value, const std::filesystem::path& directory,
                         const Environment& environment);

/// The whole content of a regular file of at most `limit` bytes. On failure `error` says why, without the name.
std::optional<std::string> read_file(const std::filesystem::path& file, std::size_t limit, std::string& error);

} // namespace turnout::config
