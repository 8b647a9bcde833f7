// Types of values: how a text becomes a value, and what is said when it is none.
#pragma once
#include "core/config/units.hpp"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace turnout::config {

enum class Kind {
    text,           ///< anything, but not nothing
    setting,        ///< anything, also nothing: a plugin's own business
    filter,         ///< anything, also nothing: its key says what (filter_reader.hpp)
    name,           ///< of a plugin or route: letters, digits, _ and -
    names,          ///< all, none, or a list of names
    choice,         ///< one of Type::choices
    boolean,        ///< true or false
    count,          ///< min..max
    size,           ///< bytes, min..max
    duration,       ///< milliseconds, min..max
    duration_range, ///< both ends within min..max
    address,        ///< IP address and port
    path,           ///< of the file system; relative to the directory of the file in which it stands
    library,        ///< a path below plugins.directory
    url_path,       ///< of a request
    callback,       ///< an https URL as Twitch accepts it
    order,          ///< an ordering key: one of Type::choices or a field path
    secret,         ///< min..max printable ASCII characters; never shown
};

struct Type {
    Kind kind = Kind::text;
    std::uint64_t min = 0, max = 0;
    std::span<const std::string_view> choices{};
};

using Value = std::variant<std::string, std::uint64_t, Milliseconds, DurationRange, Address, bool,
                           std::vector<std::string>, std::filesystem::path, Secret>;

/// `directory`: what a relative path starts from.
Outcome<Value> parse_value(const Type& type, const std::string& text, const std::filesystem::path& directory);

/// For the reference: "duration, 100ms to 10m", "text or json".
std::string describe(const Type& type);

/// Names of plugins and routes: one or more letters, digits, _ and -.
bool is_name(std::string_view text);

} // namespace turnout::config
