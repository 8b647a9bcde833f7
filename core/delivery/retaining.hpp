// Events that plugins keep beyond handle().
#pragma once
#include "core/delivery/engine_state.hpp"

#include <cstdint>
#include <string_view>

namespace turnout::delivery {

/// The delivery of that token, if it was handed to this instance and its memory is still there; else null. This and the
/// next two need EngineState::mutex.
Delivery* owned_by(EngineState& state, std::string_view instance, std::uint64_t token);

/// False if the plugin has no right to it any more, or retains as much as it may.
bool pin(EngineState& state, Delivery& delivery);

/// False if it is not retained.
bool unpin(EngineState& state, Delivery& delivery);

} // namespace turnout::delivery
