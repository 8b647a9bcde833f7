// Whether an event meets a condition of `route.NAME.where.` (conf/README.md, Filters).
#pragma once
#include "core/config/filter.hpp"
#include "core/delivery/prepared.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace turnout::delivery {

/// The event has been parsed. Any thread.
bool holds(const config::Filter& filter, const Prepared& event);

/// What stands at the filter's path, for people: at most `limit` values as JSON, long ones cut; empty if there is
/// nothing. An array gives its elements.
std::vector<std::string> values_at(const config::Filter& filter, const Prepared& event, std::size_t limit);

} // namespace turnout::delivery
