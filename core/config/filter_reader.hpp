// From the two texts of a filter to what is compared. Internal to core/config.
#pragma once
#include "core/config/filter.hpp"
#include "core/config/known_type.hpp"
#include "core/config/units.hpp"

#include <optional>

namespace turnout::config {

/// What is wrong, and with which of the two texts: the operand may be withheld, the key is not.
struct FilterFault {
    Refusal refusal; ///< of an operand, it is said of the value; of a key, a whole sentence
    bool of_operand = false;
};

/// Fills in what `key` and `operand` mean. Nothing if they are right.
std::optional<FilterFault> read_filter(Filter& filter, TimestampReader timestamps);

} // namespace turnout::config
