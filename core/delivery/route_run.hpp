// How far each route is, and what it has in memory.
#pragma once
#include "core/delivery/circuit.hpp"
#include "core/delivery/delivery.hpp"
#include "core/delivery/episode.hpp"
#include "core/delivery/event_bytes.hpp"
#include "core/delivery/lanes.hpp"
#include "core/delivery/route_table.hpp"
#include "core/journal/types.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <list>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace turnout::delivery {

/// What happened on a route since the start, whatever was reloaded. Beside the histogram guarded by EngineState::mutex.
struct RouteCounts {
    std::uint64_t attempts = 0, ok = 0, retry = 0, reject = 0, dead = 0, deferred = 0, timeouts = 0, openings = 0;
    eventsub::Histogram handling{eventsub::duration_bounds};
};

/// A running plugin instance and the routes that it serves.
struct PluginRun {
    std::shared_ptr<plugins::Handler> handler;
    bool answers_later = false; ///< its handle() only hands the event on
    std::uint32_t limit = 0;    ///< attempts under way at once; 0: none of its own
    std::uint32_t underway = 0; ///< in handle() or deferred
    std::uint32_t in_handler = 0;
    std::uint32_t stuck = 0;    ///< of them: past their timeout
    std::uint32_t retained = 0; ///< events that it keeps
    bool wedged = false;        ///< that it is was logged
    bool leaving = false;       ///< another one takes its place: nothing of it begins any more
    std::vector<RouteRun*> routes;
    const std::shared_ptr<Unsettled> unsettled = std::make_shared<Unsettled>();

    /// Of those that answer later: whether they can be handed another one.
    bool takes_one() const { return !answers_later || handler->has_room(); }

    bool timer_due = false;                                  ///< a timer waits for a worker
    std::list<std::chrono::steady_clock::time_point> timers; ///< deadlines of those that run and are not overdue
};

/// Guarded by EngineState::mutex, except where only the dispatcher is named.
struct RouteRun {
    explicit RouteRun(std::shared_ptr<const RouteEntry> the_entry,
                      std::shared_ptr<RouteCounts> the_counts = std::make_shared<RouteCounts>())
        : entry(std::move(the_entry)),
          counts(std::move(the_counts)),
          figures(*counts),
          circuit(entry->route().circuit) {}

    const std::shared_ptr<const RouteEntry> entry;
    const std::shared_ptr<RouteCounts> counts; ///< go on when the route is replaced
    RouteCounts& figures;                      ///< the same
    PluginRun* plugin = nullptr;               ///< null: the plugin does not run, or the route is not enabled
    std::atomic<bool> paused{false};           ///< written under the mutex; by the configuration or by an operator

    std::atomic<bool> closing{false}; ///< written under the mutex; is about to be replaced

    journal::Sequence position = 0;                ///< taken from the log up to here; only the dispatcher writes
    std::vector<journal::Sequence> settled_before; ///< dispatcher: settled above the cursor by the former run
    std::size_t settled_next = 0;                  ///< dispatcher: first of them that was not passed yet
    journal::Sequence mark = 0;                    ///< durable: may be handed out up to here
    journal::Sequence mark_wanted = 0;
    journal::Sequence suspect_mark = 0; ///< after an unclean stop: what lies up to here may have been handed out

    std::size_t window = 0;    ///< deliveries in memory
    EventBytes log_bytes;      ///< of those that come from the log
    EventBytes row_bytes;      ///< of those that come from parked rows
    std::size_t unsettled = 0; ///< outcomes that are not durable yet

    std::deque<journal::Sequence> ahead; ///< dispatcher: with a max_backlog, wanted events of the log not taken yet
    journal::Sequence counted_to = 0;    ///< dispatcher: the log was counted up to here
    std::size_t naps = 0;                ///< without a lane: they wait for another attempt in memory
    std::size_t held_in_memory = 0;      ///< held rows that were read back
    std::uint64_t overflowed = 0;        ///< let go since it began
    Episode overflow;                    ///< dispatcher: more waits than its max_backlog

    Lanes lanes;
    Circuit circuit;
    std::string last_failure; ///< what was said of the last attempt that failed
    Queue ready;
    Underway underway_list;
    std::uint32_t underway = 0; ///< in handle() or deferred
    std::uint32_t in_handler = 0;
    bool listed = false; ///< is in the scheduler's ring

    eventsub::Time next_due = eventsub::Time::max(); ///< of the waiting rows in the journal
    std::optional<journal::Parked> due_position;     ///< those up to here were looked at; only its place counts
    bool passed_over = false;                        ///< some of them, as another one of their lane was under way
    bool rows_changed = false;                       ///< not by the dispatcher, since they were looked at
    /// Waiting rows whose delivery is in memory.
    std::set<journal::RowKey> retrying;
    std::deque<std::uint64_t> releasing;       ///< lanes whose held rows are to be read back
    std::set<std::uint64_t> released;          ///< lanes that were read back while there were suspects
    bool suspects_read = false;                ///< all suspects of the log are in memory or settled
    unsigned failed_reads = 0;                 ///< of the journal, in a row
    std::string read_failure;                  ///< of the last one
    Episode unreadable;                        ///< dispatcher: the journal cannot be read
    eventsub::MonotonicTime unreadable_told{}; ///< dispatcher: when the log said so

    /// Some waiting rows that were passed over may be due: they are looked at from the first one on.
    void look_again() {
        next_due = eventsub::Time{};
        due_position.reset();
        rows_changed = true;
    }

    void enters_memory(const Delivery& delivery) {
        ++window;
        (delivery.from_row ? row_bytes : log_bytes).add(*delivery.event);
    }

    void leaves_memory(const Delivery& delivery) {
        --window;
        (delivery.from_row ? row_bytes : log_bytes).remove(*delivery.event);
    }

    /// Deliveries that it may have in memory: so that of a small max_backlog not all are, where nothing is let go any
    /// more.
    std::size_t most_in_memory(const config::Delivery& limits) const {
        const auto all = std::max<std::size_t>(limits.window, 1);
        const auto most = static_cast<std::size_t>(route().max_backlog);
        return most == 0 ? all : std::min(all, std::max<std::size_t>(most / 2, 1));
    }

    const config::Route& route() const { return entry->route(); }

    /// Whether nothing new begins, for now.
    bool rests() const { return paused || closing; }

    /// Whether deliveries are made.
    bool serves() const { return plugin != nullptr && !rests(); }

    /// Whether what waits is kept within a max_backlog, also while nothing is delivered.
    bool limited() const { return route().max_backlog != 0 && route().enabled && !closing; }

    /// Whether the log is read: to deliver, or to pass everything by.
    bool reads() const { return serves() || (!route().enabled && !closing); }
};

} // namespace turnout::delivery
