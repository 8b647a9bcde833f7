// The journal: what was accepted, how far each route has come, and what did not succeed.
//
// Every engine keeps these rules, and tests/unit/journal/conformance.hpp checks them:
//  - `stored` is reported only after the event is on stable storage; so is `duplicate` for the first one.
//  - One writer: all calls that write are queued and committed in groups, in the order in which they came.
//  - A route's cursor is durable before open_route() returns; progress is durable at the latest 100 ms after settle().
//  - After a failed sync nothing is accepted any more (state() says why) until the process starts again.
#pragma once
#include "core/journal/archive.hpp"
#include "core/journal/limits.hpp"
#include "core/journal/types.hpp"

#include <functional>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace turnout::journal {

/// The state directory cannot be used; the text says what is wrong with which file and what to do.
class JournalError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A message that waits for its commit, with whatever its sender needs to answer. Its arrival's views stay valid as
/// long as it lives.
class Submission {
public:
    Submission() = default;
    Submission(const Submission&) = delete;
    Submission& operator=(const Submission&) = delete;
    virtual ~Submission() = default;

    virtual const Arrival& arrival() const = 0;
};

struct Answer {
    std::unique_ptr<Submission> submission;
    AppendResult result = AppendResult::refused;
};

/// Told by the journal's writer thread; must not block and must not throw.
class Listener {
public:
    Listener() = default;
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    virtual ~Listener() = default;

    /// One commit group, in order of arrival. The callee takes the submissions out.
    virtual void answered(std::vector<Answer>& answers) = 0;
    /// Events up to `last` can be read: appended, or derived ones that were settled.
    virtual void appended(Sequence last) = 0;
};

struct State {
    bool accepting = true;
    std::string reason; ///< why not, and what to do; empty while accepting
};

/// Any thread may call any function, unless it says otherwise.
class Journal : public Archive {
public:
    /// Begins to accept and to commit. Once, before any of the functions that write. `listener` outlives stop().
    virtual void start(Listener& listener) = 0;
    /// Commits what is queued, refuses what comes later, marks the stop as clean. Idempotent.
    virtual void stop() = 0;

    /// These instead of those that it was opened with, or given before, from the next look at the space on, which comes
    /// within about a second. Never blocks.
    virtual void set_limits(const Limits& limits) = 0;

    /// Queues a message; its answer comes through Listener::answered(), also when it is refused. Never blocks. After
    /// stop() it is refused at once, on the caller's thread.
    virtual void append(std::unique_ptr<Submission> submission) = 0;

    /// Queues outcomes, with their additions, as one commit. `done` (may be empty) runs on the writer thread once they
    /// are durable (true) or given up because the journal has failed (false).
    using Settled = std::function<void(bool durable)>;
    virtual void settle(std::vector<Outcome> outcomes, Settled done) = 0;
    /// Before entries up to `mark` may be handed out on this route the mark must be durable; `done` as in settle().
    virtual void advance_mark(const std::string& route, Sequence mark, Settled done) = 0;

    /// Blocks until the cursor is durable. A retired cursor of that name becomes active again.
    virtual Cursor open_route(const std::string& route, RouteStart start) = 0;
    /// Blocks. The cursor and its backlog stay, visible as retired.
    virtual void retire_route(const std::string& route) = 0;
    /// Blocks. Ends the cursor and what is parked as waiting or held on it; dead letters stay.
    virtual void drop_route(const std::string& route) = 0;
    /// Blocks. In one commit the cursor of `from`, what is parked on it and the counts become those of `to`, which is
    /// active then. False, and nothing is changed, if `from` has no cursor or `to` has one. A dead letter of `from` for
    /// which an earlier route `to` has left one stays where it is.
    virtual bool rename_route(const std::string& from, const std::string& to) = 0;
    /// Blocks. Remembers it as long as the cursor lives; the journal itself does nothing about it. False: there is no
    /// such cursor.
    virtual bool pause_route(const std::string& route, bool paused) = 0;
    virtual std::vector<Cursor> cursors() const = 0;

    /// Events after `after` in order: at most `count`, at least one if there is any and then no more than about
    /// `bytes`. Throws JournalError if the store cannot be read.
    virtual std::vector<StoredEvent> read(Sequence after, std::size_t count, std::size_t bytes) const = 0;
    /// The newest durable event; 0 if there was never one.
    virtual Sequence last() const = 0;

    /// Parked rows of a route in one state, ordered by (next_attempt, sequence, replay): at most `count` with
    /// next_attempt <= `until`, after the given position (key of the last row of the page before, or nothing). None
    /// follows once BodySum of those before has reached `bytes`: elements of a batch that are read together share their
    /// body. A row whose event is damaged comes with `damage`. Those of `without`, which is sorted, are passed by
    /// without being read. Throws JournalError if the store cannot be read.
    virtual std::vector<Parked> parked(const std::string& route, ParkedState state, eventsub::Time until,
                                       std::size_t count, std::size_t bytes, const std::optional<Parked>& after,
                                       std::span<const RowKey> without = {}) const = 0;
    virtual Counts counts(const std::string& route) const = 0;
    /// When the oldest event that waits or is held on the route was accepted; nothing: there is none. Damaged ones are
    /// passed by. At once, however many there are. Throws JournalError.
    virtual std::optional<eventsub::Time> oldest_pending(const std::string& route) const = 0;

    // What a start must know of a million parked rows without reading them. `tell` must not call the journal. They
    // throw JournalError.

    /// Each ordering key of waiting rows once, but for replays whose first attempt has not begun.
    virtual void blocked_keys(const std::string& route,
                              const std::function<void(std::string_view key, std::uint64_t rows)>& tell) const = 0;
    /// Each `next_attempt` of held rows once, rising.
    virtual void held_lanes(const std::string& route,
                            const std::function<void(eventsub::Time next_attempt)>& tell) const = 0;
    /// Waiting rows whose last attempt had begun and has no verdict (last_attempt is not before next_attempt), by
    /// number: at most `count` behind the number `after`.
    virtual std::vector<ParkedRow> begun(const std::string& route, std::uint64_t after, std::size_t count) const = 0;

    /// What is kept for plugins. Lives as long as the journal.
    virtual PluginState& plugin_state() = 0;

    virtual State state() const = 0;
};

} // namespace turnout::journal
