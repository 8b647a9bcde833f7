// What operators are told of circuits.
#pragma once
#include "core/delivery/engine_state.hpp"

#include <string>

namespace turnout::delivery {

// These need EngineState::mutex.

/// Why the route's events wait; empty if its circuit is closed.
std::string circuit_reason(const EngineState& state, const RouteRun& route);
/// Logs a change.
void tell_circuit(EngineState& state, const RouteRun& route, Circuit::Change change);

} // namespace turnout::delivery
