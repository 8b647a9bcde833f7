// Short waits: a delivery that is tried again in a moment waits in memory, first in its lane, so that neither it nor
// those behind it have to be written, read back and let go one after the other. Its row stands in the journal as that
// of any other that waits.
#pragma once
#include "core/delivery/engine_state.hpp"

#include <chrono>

namespace turnout::delivery {

/// Longer waits are the journal's.
inline constexpr std::chrono::milliseconds longest_nap{50};
/// Part of a route's window that those that nap, and those behind them, may take.
inline constexpr std::size_t nap_share = 2;

// All of these need EngineState::mutex.

/// Whether it may wait in memory until then.
bool may_nap(const EngineState& state, const Delivery& delivery, eventsub::Time until);

/// Its row is about to be written. From the log or from a row, it now counts as one from a row; its lane does not count
/// it any more.
void begin_nap(const EngineState& state, Delivery& delivery, eventsub::Time until);

/// Its row has become durable. Goes on as another delivery, so that what the plugin still holds of this one is of no
/// use.
void fall_asleep(EngineState& state, Delivery& delivery);

/// Those whose time has come are tried again; where nothing may begin they are left to the journal.
void wake_naps(EngineState& state);

/// When the first one wakes; max: there is none.
eventsub::Time next_wake(const EngineState& state);

/// The route is gone.
void forget_naps(EngineState& state, const RouteRun& route);

} // namespace turnout::delivery
