// The writing connection and everything that is behind it: one commit at a time.
#pragma once
#include "core/journal/sqlite/batch_table.hpp"
#include "core/journal/sqlite/cursor_table.hpp"
#include "core/journal/sqlite/database.hpp"
#include "core/journal/sqlite/duplicates.hpp"
#include "core/journal/sqlite/parked_table.hpp"
#include "core/journal/sqlite/progress_history.hpp"
#include "core/journal/sqlite/schema.hpp"
#include "core/journal/sqlite/sqlite_journal.hpp"
#include "core/journal/sqlite/state_table.hpp"
#include "core/journal/sqlite/summary_table.hpp"
#include "core/journal/sqlite/view.hpp"
#include "core/journal/sqlite/work.hpp"

#include <span>

namespace turnout::journal::sqlite {

class Group;

/// Of the write-ahead log, in pages.
struct LogLength {
    int pages = 0;
    int checkpointed = 0; ///< of those

    /// After each commit.
    void note(int now) {
        // The log has started anew: nothing of this one was copied back yet.
        if (now < pages) checkpointed = 0;
        pages = now;
    }
};

/// Opened by one thread, then used by the writer's alone.
class Store {
public:
    /// Opens, migrates, checks and loads. Throws DatabaseError, JournalError.
    Store(const std::filesystem::path& file, const SqliteOptions& options, const eventsub::Clock& clock, View& view);

    /// Remembers on disk that a host is at work; what was left by an unclean stop becomes suspect.
    void begin_run();
    /// A clean stop: the next start trusts the marks.
    void end_run();

    /// One transaction; fills in what the works answer. Appends are refused unless `accepting`. If it throws
    /// (DatabaseError), nothing has happened, on disk and in memory.
    void commit(std::span<Work> works, bool accepting);

    /// How many ids the next group may bring.
    std::size_t room() const { return duplicates_.room(); }

    /// Events in the log; the newest.
    Sequence last() const { return last_; }

    /// A tiny durable write, to see whether there is space again.
    void probe();

    /// Notes how far the routes are, if they have moved and no commit did so for a second.
    void note_progress();

    bool segment_due() const { return duplicates_.segment_due(); }

    void cut_segment() { duplicates_.cut_segment(clock_.now()); }

    /// For what is removed from now on.
    void set_limits(const Limits& limits) { limits_ = limits; }

    bool checkpoint_due() const;
    void checkpoint();

    /// One short step of removing what is old, or what is settled while `too_large`. False: nothing is left to do.
    bool purge_step(bool too_large);
    /// Bytes that the database uses, without what is free inside.
    std::uint64_t used_bytes();
    std::uint64_t log_bytes() const;
    /// What takes most of `used` bytes when nothing can be purged, and what to do about it, for messages.
    std::string what_fills(std::uint64_t used) const;

private:
    /// Makes what is in the write-ahead log part of the file, checks; true if the run before did not end cleanly.
    bool recover(const std::filesystem::path& file);

    AppendResult append(const AppendWork& work, Group& group);
    AppendResult append_event(const Arrival& arrival, Group& group);
    AppendResult append_elements(const Arrival& arrival, Group& group);
    AppendResult append_dead_letter(const Arrival& arrival);
    bool known_in_time(const Arrival& arrival);
    void apply(const SettleWork& work, Group& group);
    void apply(const MarkWork& work);
    void apply(RouteWork& work, Group& group);
    void apply(CursorWork& work);
    void apply(const StateWork& work);
    void apply(RowsWork& work);
    void apply(const IndexWork& work);
    void replay(RowsWork& work, std::uint64_t number);
    std::string objection(const Parked& row, const std::string& route);
    std::uint32_t next_replay();
    void apply(OnceWork& work);
    void settle(const Outcome& outcome);
    void add(const Additions& additions, Group& group);

    void publish() { view_.publish(last_, cursors_, parked_, states_); }

    /// Holds back purging; empty if none does.
    std::string slowest_route() const;
    std::string longest_waiting_route() const;
    void roll_back(std::uint64_t ids);
    bool purge_events(bool too_large);
    bool drop_old_routes();
    bool forget_once();
    bool expire_dead();

    const eventsub::Clock& clock_;
    View& view_;
    const eventsub::Duration dedup_window_;
    Limits limits_;
    const int checkpoint_pages_;
    Database database_;
    LogLength log_;
    Meta meta_;
    const bool unclean_;
    BatchTable batches_;
    CursorTable cursors_;
    ProgressHistory history_;
    ParkedTable parked_;
    StateTable states_;
    SummaryTable summaries_;
    Duplicates duplicates_;
    Sequence last_ = 0;
};

} // namespace turnout::journal::sqlite
