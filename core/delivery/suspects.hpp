// After an unclean stop: finding the event that ends the host.
//
// What lies between a route's cursor and its mark, and the parked rows whose attempt had begun, may have been in a
// plugin when the host ended. They are run one at a time in the whole host, and nothing else runs meanwhile. Before
// each, a parked row is written with the verdict "suspect/N", N counting such attempts: only the event that was
// interrupted has one on the next start. One that was interrupted `retry.crash_attempts` times becomes a dead letter.
// An interruption among others counts as well if the report of a crash names the delivery (Engine::Options::crash).
//
// A suspect that is deferred, or past its deadline in handle(), lets the next one go.
#pragma once
#include "core/delivery/engine_state.hpp"

namespace turnout::delivery {

/// How often the host ended while this row's event ran alone; 0 if it is no such row.
std::uint32_t crashes_of(const journal::Parked& row);

/// One step of the phase, under EngineState::mutex: the next suspect is prepared, or the phase ends.
void step_suspects(EngineState& state);

} // namespace turnout::delivery
