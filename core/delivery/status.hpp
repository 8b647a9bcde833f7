// How routes and plugins stand, for operators: what `turnout routes`, /readyz and /metrics show.
#pragma once
#include "core/eventsub/clock.hpp"
#include "core/eventsub/histogram.hpp"
#include "core/plugin/handler.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace turnout::delivery {

/// Whether a route's events are handed out (see circuit.hpp).
enum class CircuitState : std::uint8_t {
    closed,    ///< as usual
    open,      ///< its handler fails constantly: they wait
    half_open, ///< a few are handed out to see whether it works again
};

struct RouteStatus {
    std::string name;
    std::string plugin; ///< empty for a retired route
    std::string type;   ///< empty: every event
    bool enabled = true;
    bool paused = false;
    bool retired = false;      ///< no longer configured; what waits on it is kept
    std::uint64_t backlog = 0; ///< deliveries not settled yet; of what was not read yet every event counts
    std::uint64_t waiting = 0; ///< of them: rows that wait for their next attempt
    std::uint64_t held = 0;    ///< of them: rows behind a waiting one
    std::uint64_t dead = 0;    ///< dead letters
    std::size_t in_memory = 0; ///< deliveries in the route's window
    std::size_t running = 0;   ///< of them: in handle() or deferred
    /// When the oldest event of the backlog was accepted; nothing if there is none, or the journal cannot be read.
    std::optional<eventsub::Time> oldest;
    CircuitState circuit = CircuitState::closed;
    std::string reason; ///< why nothing is handed out, for the operator; empty: nothing prevents it
};

struct PluginStatus {
    std::string name;
    bool running = false;
    std::size_t slots = 0;        ///< handlers and timers that it can be in at once
    std::size_t busy = 0;         ///< of them: in handle() or a timer
    std::size_t stuck = 0;        ///< of them: past their timeout, so that nobody knows whether they return
    std::size_t retained = 0;     ///< events that it keeps in memory beyond handle()
    bool wedged = false;          ///< more than half of its slots are stuck
    std::uint64_t generation = 0; ///< from 1, the library that was loaded at the start; 0: none runs
    std::optional<plugins::ProcessStatus> process; ///< in which it runs by itself; nothing: in the host's
    std::string reason{}; ///< why it does not run, for whoever knows: the engine leaves it empty
};

/// What happened on a route since the start.
struct RouteFigures {
    std::string name;
    std::uint64_t attempts = 0; ///< begun
    /// Attempts whose outcome is durable, by what it was: `dead` was the last one of an event that had failed.
    std::uint64_t ok = 0, retry = 0, reject = 0, dead = 0;
    std::uint64_t deferred = 0; ///< handle() left them to be completed later
    std::uint64_t timeouts = 0; ///< attempts past the route's timeout
    std::uint64_t circuit_openings = 0;
    eventsub::HistogramReading handling; ///< seconds in handle(), without what was deferred
};

} // namespace turnout::delivery
