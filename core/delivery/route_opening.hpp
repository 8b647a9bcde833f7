// How a route of the configuration becomes one that delivers.
#pragma once
#include "core/delivery/engine_state.hpp"

#include <memory>

namespace turnout::delivery {

/// The run of that plugin; made if there is none. Needs EngineState::mutex.
PluginRun& run_of(EngineState& state, const std::shared_ptr<plugins::Handler>& handler);

/// Finds the plugin that serves the route, if it is to deliver. Needs EngineState::mutex.
void bind(EngineState& state, RouteRun& route);

/// Says of a route that was bound what keeps it from delivering, or is to be known.
void tell_state(const EngineState& state, const RouteRun& route);

struct Opened {
    bool suspects = false; ///< the former run may have been interrupted in it
    bool renamed = false;  ///< it took over from route `renamed_from`
};

/// Opens its cursor. Blocks for a commit. Throws journal::JournalError.
Opened open_cursor(EngineState& state, RouteRun& route);

/// What is left of routes that are no longer configured waits for the operator instead of for nobody. Blocks. Throws
/// journal::JournalError.
void retire_unknown(EngineState& state);

} // namespace turnout::delivery
