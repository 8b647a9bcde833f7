// What other threads may see of the writer's state: only what is durable.
#pragma once
#include "core/journal/journal.hpp"
#include "core/journal/sqlite/batch.hpp"
#include "core/journal/sqlite/cursor_table.hpp"
#include "core/journal/sqlite/parked_table.hpp"
#include "core/journal/sqlite/state_table.hpp"

#include <map>
#include <mutex>

namespace turnout::journal::sqlite {

/// As of a commit, for other threads.
Cursor to_cursor(const std::string& route, const CursorState& state);

class View {
public:
    View(std::size_t cache_bytes, std::uint64_t max_bytes) : cache(cache_bytes) { figures_.max_bytes = max_bytes; }

    BatchCache cache;

    std::vector<Cursor> cursors() const;
    /// The same, as compact as they are kept.
    std::map<std::string, CursorState> cursor_states() const;
    Counts counts(const std::string& route) const;
    ParkedTable::CountsByRoute all_counts() const;
    Sequence last() const;
    /// The number of the newest parked row.
    std::uint64_t last_row() const;
    /// Everything below is purged.
    Sequence first() const;
    State state() const;
    StateUsage state_usage(const std::string& instance) const;

    /// After a commit: what it changed.
    void publish(Sequence last, CursorTable& cursors, ParkedTable& parked, StateTable& states);
    void set_state(State state);
    void set_first(Sequence first);

    Figures figures() const;

    struct Space {
        std::uint64_t used, max, log, free_disk;
        bool over_size, disk_low;
    };

    void set_space(const Space& space);
    void note_commit(std::size_t events, std::chrono::nanoseconds took);
    void add_expired(const Expired& expired);

private:
    mutable std::mutex mutex_;
    Sequence last_ = 0, first_ = 1;
    std::map<std::string, CursorState> cursors_;
    ParkedTable::CountsByRoute counts_;
    std::uint64_t last_row_ = 0;
    StateTable::UsageByInstance usage_;
    State state_;
    Figures figures_; ///< without its histograms
    eventsub::Histogram commit_events_{eventsub::count_bounds}, commit_times_{eventsub::latency_bounds};
};

} // namespace turnout::journal::sqlite
