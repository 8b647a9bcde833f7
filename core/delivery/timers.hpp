// The timers of plugins: when one is due, and its turn on a worker.
//
// Which timers there are the plugins' instances know (core/plugin/timer_service). The dispatcher looks when the next
// one is due and marks its plugin, a worker takes the mark and calls plugins::Handler::run_timer(). While suspects are
// run there are none, nor once the engine stops.
#pragma once
#include "core/delivery/engine_state.hpp"

#include <mutex>

namespace turnout::delivery {

/// A timer that runs for longer is reported, once; like a delivery that is overdue it keeps its slot and its thread.
inline constexpr std::chrono::seconds timer_timeout{10};

// All of these need EngineState::mutex.

/// The dispatcher's: marks the plugins whose time has come, reports what is overdue.
void look_at_timers(EngineState& state);
/// When it has to look again; max: not before timers change.
eventsub::MonotonicTime next_look(const EngineState& state);
/// Whether a timer waits although its plugin may go and has nothing else in hand.
bool timers_starve(const EngineState& state);

/// A worker's: a plugin whose timer is due and which may go, begun; or null.
PluginRun* next_timer(EngineState& state);
/// Calls it; `lock`, which holds the mutex, is released meanwhile.
void run_timer(EngineState& state, PluginRun& plugin, std::unique_lock<std::mutex>& lock);

} // namespace turnout::delivery
