// A configuration for people, as `turnout check` prints it.
#pragma once
#include "core/config/config.hpp"

#include <string>

namespace turnout::config {

/// Several lines: addresses, state, plugins with their settings, routes as they were resolved. Shows no value that is
/// withheld.
std::string describe(const Config& config);

} // namespace turnout::config
