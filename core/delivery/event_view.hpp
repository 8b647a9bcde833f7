// A delivery as a plugin sees it.
#pragma once
#include "core/delivery/delivery.hpp"

namespace turnout::delivery {

/// Fills delivery.abi, delivery.delivery_id and delivery.outcome. What they point to lives as long as the delivery has
/// its slot.
void describe(Delivery& delivery);

} // namespace turnout::delivery
