#include "core/delivery/retaining.hpp"

#include "core/delivery/route_run.hpp"

#include <limits>

namespace turnout::delivery {

namespace {

/// In handle(), or deferred: the event is lent to the plugin.
bool is_lent(const Delivery& delivery) {
    return delivery.stage == Stage::running || delivery.stage == Stage::deferred;
}

} // namespace

Delivery* owned_by(EngineState& state, std::string_view instance, std::uint64_t token) {
    auto* delivery = state.pool.find(token);
    const bool owned = delivery != nullptr && delivery->handler && delivery->handler->name() == instance;
    return owned ? delivery : nullptr;
}

bool pin(EngineState& state, Delivery& delivery) {
    auto& retained = delivery.plugin->retained;
    if (delivery.pins == 0) {
        if (!is_lent(delivery) || retained >= TURNOUT_MAX_RETAINED) return false;
        ++retained;
    }
    if (delivery.pins == std::numeric_limits<std::uint32_t>::max()) return false;
    state.pool.retain(delivery);
    return true;
}

bool unpin(EngineState& state, Delivery& delivery) {
    if (delivery.pins == 0) return false;
    if (delivery.pins == 1) --delivery.plugin->retained;
    state.pool.release(delivery);
    return true;
}

} // namespace turnout::delivery
