// The catalog of EventSub's types in the shape that the configuration checks routes against.
#pragma once
#include "core/config/known_type.hpp"

#include <vector>

namespace turnout::app {

/// Made once; lives as long as the program.
const std::vector<config::KnownType>& known_types();

} // namespace turnout::app
