// What `route.NAME.type` stands for: one type, or all that begin alike.
#pragma once
#include <string_view>

namespace turnout::config {

/// "channel.*", "channel.chat.*": every type that begins with what stands before the star.
inline bool is_type_prefix(std::string_view pattern) {
    return pattern.ends_with(".*");
}

/// Whether `pattern` (a type, a prefix, or empty for every type) takes `type`.
inline bool takes_type(std::string_view pattern, std::string_view type) {
    if (pattern.empty()) return true;
    if (!is_type_prefix(pattern)) return pattern == type;
    return type.starts_with(pattern.substr(0, pattern.size() - 1));
}

/// Whether it names exactly one type.
inline bool names_type(std::string_view pattern) {
    return !pattern.empty() && !is_type_prefix(pattern);
}

} // namespace turnout::config
