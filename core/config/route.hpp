// One route: which events go to which plugin, and how.
#pragma once
#include "core/config/filter.hpp"
#include "core/config/origin.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace turnout::config {

struct Retry {
    unsigned attempts = 8;
    Milliseconds backoff_min{1'000};
    Milliseconds backoff_max{300'000};
    Milliseconds max_age{24 * 3'600'000};
    unsigned crash_attempts = 3; ///< runs alone after an unclean stop that may end the host

    bool operator==(const Retry&) const = default;
};

/// When a route's handler is given a rest.
struct Circuit {
    bool enabled = true;
    unsigned failures = 50; ///< percent of the attempts that ended within `window`
    unsigned minimum = 20;  ///< attempts within `window`; with fewer nothing is said of the handler
    Milliseconds window{60'000};
    Milliseconds open{30'000}; ///< so long nothing goes

    bool operator==(const Circuit&) const = default;
};

struct Route {
    std::string name;
    std::string renamed_from; ///< the route whose progress it takes over; empty: none
    std::string plugin;
    bool enabled = true;                          ///< false: events pass it by
    bool paused = false;                          ///< events wait, whatever an operator says at run time
    std::string type;                             ///< empty: every event; "channel.*": see type_pattern.hpp
    std::string version;                          ///< empty: every version; filled in when the type has only one
    std::map<std::string, std::string> condition; ///< empty, or complete for the type and version
    std::vector<Filter> where;                    ///< all must hold; in the order in which they were written
    std::string order_by = "broadcaster"; ///< broadcaster, user, subscription, none, or a field path of the body
    bool overtake = false;                ///< what is retried lets later events of its key pass
    bool start_at_oldest = false;         ///< `start = oldest` instead of `now`
    std::size_t concurrency = 0;          ///< 0: no limit of its own
    std::uint64_t max_backlog = 0;        ///< events that may wait; 0: any number
    Milliseconds timeout{10'000};
    Retry retry;
    Circuit circuit;
    Origin origin;
};

/// Whether both do the same, wherever they were written.
bool operator==(const Route& left, const Route& right);

} // namespace turnout::config
