// Collects the status of routes and plugins.
#pragma once
#include "core/delivery/engine_state.hpp"
#include "core/delivery/status.hpp"

#include <string>
#include <vector>

namespace turnout::delivery {

// Any thread, none that holds EngineState::mutex; it is taken for a moment, and not while the journal is asked.

/// Configured routes in their order, then what is retired.
std::vector<RouteStatus> routes_of(EngineState& state);
std::vector<RouteFigures> figures_of(EngineState& state);
/// By name: those that run, and those that a route names.
std::vector<PluginStatus> plugins_of(EngineState& state);
/// As Engine::trouble().
std::vector<std::string> trouble_of(EngineState& state);

// These need EngineState::mutex.

/// Handlers and timers that the plugin can be in at once.
std::size_t slots_of(const EngineState& state, const PluginRun& plugin);
/// More than half of them are past their timeout.
bool is_wedged(const EngineState& state, const PluginRun& plugin);

} // namespace turnout::delivery
