// What operators do with whole routes.
#pragma once
#include "core/delivery/engine_state.hpp"

#include <string>

namespace turnout::delivery {

/// Before the route's cursor is opened: what waits on its former name goes on under the new one. Later starts find
/// nothing to do. True if it was done now. Throws journal::JournalError.
bool take_over(EngineState& state, const config::Route& route);

/// As Engine::pause(); one call at a time.
bool pause_route(EngineState& state, const std::string& name, bool paused);

} // namespace turnout::delivery
