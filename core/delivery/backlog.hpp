// Keeps what waits on a route within `route.X.max_backlog`.
#pragma once
#include "core/delivery/intake.hpp"
#include "core/delivery/parked_rows.hpp"

namespace turnout::delivery {

/// The dispatcher's. What is over becomes dead letters `overflow`: first what waits for another attempt, then the
/// oldest of the log. What is in memory is left alone.
class Backlog {
public:
    Backlog(EngineState& state, Intake& intake, ParkedRows& parked_rows)
        : state_(&state),
          intake_(&intake),
          parked_rows_(&parked_rows) {}

    struct Kept {
        bool counted = false; ///< all of the log is: else nothing should be taken into memory yet
        bool busy = false;    ///< something was done, and there may be more
    };

    /// One step for a route that has a limit. Throws journal::JournalError.
    Kept keep(RouteRun& route);

private:
    struct Excess {
        std::size_t events = 0; ///< over the limit for certain
        bool calm = false;      ///< nothing is on its way to the journal
    };

    Excess excess(const RouteRun& route);
    void tell(RouteRun& route, std::size_t let_go, const Excess& excess);

    EngineState* state_;
    Intake* intake_;
    ParkedRows* parked_rows_;
};

} // namespace turnout::delivery
