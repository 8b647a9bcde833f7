// From the journal's parked rows back into memory.
#pragma once
#include "core/delivery/damage_report.hpp"
#include "core/delivery/engine_state.hpp"
#include "core/delivery/prepared.hpp"

namespace turnout::delivery {

/// The dispatcher's; before it runs, start()'s. Reads the journal without the mutex. Everything here may throw
/// journal::JournalError.
class ParkedRows {
public:
    static constexpr std::size_t page = 64;
    /// Bodies that are read at once.
    static constexpr std::size_t page_bytes = std::size_t{4} << 20;
    /// Bytes of events from rows that a route may have in memory: less than with the log (Intake::window_bytes), so
    /// that what is tried again and again leaves room for what is new. For the same reason they take no more than three
    /// quarters of the window.
    static constexpr std::size_t window_bytes = std::size_t{12} << 20;
    /// Waiting rows that one route takes into memory before the next one's turn.
    static constexpr std::size_t chunk = 128;

    ParkedRows(EngineState& state, Preparer& preparer)
        : state_(&state),
          preparer_(&preparer),
          damage_(state.logger, state.clock) {}

    /// At the start: learns which lanes are blocked, and takes the waiting rows that may be suspects into memory. Reads
    /// no other row: a million may wait.
    void survey(RouteRun& route, bool unclean);
    /// Waiting rows whose time has come, as far as there is room.
    void load_due(RouteRun& route);
    /// Held rows of the lanes that are open again: a page for each.
    void load_released(RouteRun& route);

    /// How many rows of a route there is room for in memory at all and now, and how many waiting ones may be taken.
    /// Need EngineState::mutex.
    static std::size_t most_rows(const EngineState& state);
    static std::size_t row_room(const EngineState& state, const RouteRun& route);
    static std::size_t due_room(const EngineState& state, const RouteRun& route);

    struct GivenUp {
        std::size_t rows = 0;
        bool more = false; ///< there may be others; for now enough are on their way to the journal
    };

    /// Waiting rows that are not in memory become dead letters `overflow`, those that are due first before others; no
    /// replays that were not begun. At most `count`.
    GivenUp give_up(RouteRun& route, std::size_t count);

    /// Whether a replay wrote it and it was not begun yet.
    static bool is_fresh_replay(const journal::Parked& row);

    /// Whether the row keeps its place among those of its key; what is overtaken does not.
    static bool has_lane(const RouteRun& route, const journal::Parked& row);

private:
    void survey_waiting(RouteRun& route, bool unclean);
    void survey_held(RouteRun& route);
    void bury_damaged(RouteRun& route, const journal::Parked& row);
    bool load_replay(RouteRun& route, const journal::Parked& row);
    enum class Then : std::uint8_t { run, run_suspect, overflow };
    bool load_waiting(RouteRun& route, const journal::Parked& row, Then then);
    Delivery& take(RouteRun& route, const journal::Parked& row, std::shared_ptr<Prepared> event);
    std::shared_ptr<Prepared> prepare(const journal::Parked& row);
    bool full(RouteRun& route);
    bool load_lane(RouteRun& route, std::uint64_t lane);

    EngineState* state_;
    Preparer* preparer_;
    DamageReport damage_;
};

} // namespace turnout::delivery
