// What config must know of EventSub's catalog; `app` fills it from core/eventsub.
#pragma once
#include <string>
#include <vector>

namespace turnout::config {

struct KnownCondition {
    std::string key;
    bool required = true;
};

/// A type in one version. A type with several versions has an entry for each.
struct KnownType {
    std::string type, version;
    std::vector<KnownCondition> condition;
    bool exactly_one_of = false; ///< exactly one of the condition's keys must be given (channel.raid)
};

} // namespace turnout::config
