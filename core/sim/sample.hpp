// Example bodies of every kind of notification, compiled in from sdk/catalog/samples.
#pragma once
#include <span>
#include <string_view>

namespace turnout::sim {

/// All views live as long as the program.
struct Sample {
    std::string_view name;    ///< of its file, e.g. "channel.follow.v2"
    std::string_view type;    ///< e.g. "channel.follow"
    std::string_view version; ///< e.g. "2"
    std::string_view body;    ///< JSON text of a notification
};

/// Sorted by name.
std::span<const Sample> samples();

/// Without a version the newest one: the highest number, else any. Null if there is no such sample.
const Sample* find_sample(std::string_view type, std::string_view version = {});

} // namespace turnout::sim
