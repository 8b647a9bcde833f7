// From the log into the lanes.
#pragma once
#include "core/delivery/engine_state.hpp"
#include "core/delivery/event_pages.hpp"

#include <string>
#include <vector>

namespace turnout::delivery {

/// The dispatcher's. Takes what a route has room for, never beyond its durable mark, which is asked for ahead of need.
class Intake {
public:
    /// How far ahead of the reading the mark is set: after `kill -9` so many entries may be suspects.
    static constexpr journal::Sequence mark_step = 256;
    /// Events that one route takes before the next one's turn.
    static constexpr std::size_t chunk = 64;
    /// Bytes of events that one route may have in memory, beside its window.
    static constexpr std::size_t window_bytes = std::size_t{16} << 20;

    explicit Intake(EngineState& state) : state_(&state), pages_(state.journal) {}

    /// Takes some events for this route. True if there may be more at once. Throws journal::JournalError.
    bool take(RouteRun& route);
    /// Counts which events of the log the route is going to take, as far as `most` of them. True if there are more.
    bool count_ahead(RouteRun& route, std::size_t most);
    /// The next ones that the route would take, at most `count`, become dead letters `overflow`. How many.
    std::size_t let_go(RouteRun& route, std::size_t count);
    /// Drops pages that no route needs any more.
    void forget_pages();

    Preparer& preparer() { return preparer_; }

private:
    struct Candidate {
        std::shared_ptr<Prepared> event;
        bool wanted = false;
        bool settled = false; ///< by the former run
        std::string key;
    };

    struct Room {
        std::size_t events = 0;
        journal::Sequence limit = 0;
    };

    Room room(RouteRun& route);
    bool wants(const RouteRun& route, Prepared& event);
    Delivery& deliver(RouteRun& route, Candidate& candidate);
    bool was_settled(RouteRun& route, journal::Sequence sequence);
    Candidate consider(RouteRun& route, const std::shared_ptr<Prepared>& event);
    void enter_all(RouteRun& route);
    void want_mark(RouteRun& route, std::span<const std::shared_ptr<Prepared>> events);

    EngineState* state_;
    EventPages pages_;
    Preparer preparer_;
    std::vector<Candidate> candidates_;
};

} // namespace turnout::delivery
