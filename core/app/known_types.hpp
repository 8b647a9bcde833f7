// The catalog of EventSub's types in the shape that the configuration checks routes against.
#pragma once
#include "core/config/known_type.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace turnout::app {

/// Made once; lives as long as the program.
const std::vector<config::KnownType>& known_types();

/// As config::TimestampReader.
std::optional<std::int64_t> read_timestamp(std::string_view text);

} // namespace turnout::app
