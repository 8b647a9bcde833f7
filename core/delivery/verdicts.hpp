// What follows from a verdict: for the event, for its lane, and in the journal.
#pragma once
#include "core/delivery/engine_state.hpp"

#include <string>

namespace turnout::delivery {

// All of these need EngineState::mutex.

/// The delivery's turn in its lane has come. One that has a waiting row is written as attempted first.
void make_ready(EngineState& state, Delivery& delivery);

/// A delivery from the log, or a replay, takes its place in its lane, or is parked behind a waiting one.
void enter(EngineState& state, Delivery& delivery);

/// handle() has returned `verdict`, with the details in delivery.outcome.
void returned(EngineState& state, Delivery& delivery, turnout_verdict verdict, bool timeout = false);

/// The plugin did not get the event after all: it is ready again, and no attempt was made of it.
void give_back(EngineState& state, Delivery& delivery);

/// It waits for another attempt in the journal, where its row stands, and no longer in memory.
void leave_to_journal(EngineState& state, Delivery& delivery);

/// The attempt of a delivery that is no longer in handle() ends with `ruling`.
void conclude(EngineState& state, Delivery& delivery, Ruling ruling);

/// An attempt that was charged and has not begun is taken back: the row waits as it did before.
void uncharge(EngineState& state, Delivery& delivery);
/// The same for all of a route that are ready.
void uncharge_ready(EngineState& state, RouteRun& route);
/// Whether an attempt that is charged, and has not begun, is going to.
bool may_stay_charged(const EngineState& state, const RouteRun& route);

/// The circuit is told how the attempt went, once.
void judge(EngineState& state, Delivery& delivery, bool failed, std::string_view reason);

/// The delivery is past its deadline in handle(), and may be there for ever: it gets a parked row, so that the cursor
/// passes it and those behind it leave the memory.
void shelve(EngineState& state, Delivery& delivery);

/// Without an attempt: the delivery becomes a dead letter.
void bury(EngineState& state, Delivery& delivery, std::string_view verdict, std::string reason);

/// The same for one that is over the route's max_backlog, after so many attempts; without a line of the log.
void overflow(EngineState& state, Delivery& delivery, std::uint32_t attempts);

/// The route does not want the event.
void pass_by(EngineState& state, RouteRun& route, journal::Sequence sequence);

/// The parked row of the delivery as it is to be written.
journal::Parked parked_row(const Delivery& delivery, journal::ParkedState row_state);
journal::DeliveryKey key_of(const Delivery& delivery);

/// Gives the memory of a delivery back that is over, or whose row stands in the journal; its lane may go on with what
/// is held.
void leave_memory(EngineState& state, Delivery& delivery, bool held = false);

/// An outcome became durable. The observer has been told before.
void apply(EngineState& state, const Effect& effect);

} // namespace turnout::delivery
