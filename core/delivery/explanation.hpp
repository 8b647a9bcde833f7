// Why a route takes an event or passes it by, for `turnout explain`.
#pragma once
#include "core/delivery/route_table.hpp"

#include <string>
#include <vector>

namespace turnout::delivery {

/// One condition of a route, and what the event has for it.
struct Condition {
    std::string key;                ///< as in the configuration behind `route.NAME.`: "type", "where.event.user_id.is"
    std::string wanted;             ///< its value there
    std::vector<std::string> found; ///< as JSON; empty: nothing
    bool holds = false;
};

struct Explanation {
    bool takes = false;                ///< all conditions hold
    std::vector<Condition> conditions; ///< in the order in which they are looked at; the first that fails decides

    /// Null if the route takes the event.
    const Condition* decisive() const;
};

/// The event has been parsed. Agrees with what Intake does.
Explanation explain(const RouteEntry& entry, const Prepared& event);

} // namespace turnout::delivery
