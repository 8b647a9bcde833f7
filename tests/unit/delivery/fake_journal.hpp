// A journal in memory, for tests of the delivery side.
#pragma once
#include "tests/support/journal_without_archive.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

namespace turnout::delivery::test {

/// What a test says of an event; the rest is filled in.
struct Made {
    std::string broadcaster = "1";
    std::string type = "channel.follow";
    std::string version = "2";
    std::string user = "7";
    std::string body{}; ///< empty: made from the above
    eventsub::Kind kind = eventsub::Kind::notification;
};

/// What would be on the disk. Copy it to see what a crash would leave.
struct Disk {
    using RowKey = std::tuple<std::string, journal::Sequence, std::uint32_t>;

    std::map<journal::Sequence, journal::StoredEvent> events;
    journal::Sequence last = 0;
    std::map<std::string, journal::Cursor> cursors;
    std::map<RowKey, journal::Parked> rows;

    std::vector<journal::Parked> of(journal::ParkedState state) const;
};

/// Commits on a thread of its own, in order. Any thread may call any function.
class FakeJournal final : public turnout::test::JournalWithoutArchive {
public:
    explicit FakeJournal(Disk disk = {}, bool unclean = false);
    ~FakeJournal() override;

    /// Stores an event, as if it had been accepted; returns its sequence. `owner` counts who keeps it in memory.
    journal::Sequence add(const Made& made);
    /// Forgets events up to here, as retention would.
    void purge(journal::Sequence up_to);

    /// From here on nothing is written: the disk stays as a kill at this moment would leave it.
    void cut();
    /// From here on every write is answered with false.
    void fail();
    /// While it is set read() and parked() throw.
    void fail_reads(bool failing);
    /// read() throws for what is not after `up_to`; 0 mends it.
    void damage(journal::Sequence up_to);
    /// From now on open_route() throws.
    void refuse_opening();
    /// While it is set retire_route() throws.
    void refuse_retiring(bool refused);
    /// As something else than the engine would change what is on the disk.
    void alter(const std::function<void(Disk&)>& change);
    /// Holds back commits until it is called with false.
    void hold(bool held);

    Disk disk() const;
    std::size_t commits() const;
    std::size_t reads() const;
    /// Rows that parked() has handed out.
    std::size_t rows_read() const;
    /// Events that are in memory beyond the journal's own.
    std::size_t events_in_memory() const;

    void start(journal::Listener&) override {}

    void stop() override {}

    void append(std::unique_ptr<journal::Submission>) override {}

    void settle(std::vector<journal::Outcome> outcomes, Settled done) override;
    void advance_mark(const std::string& route, journal::Sequence mark, Settled done) override;
    journal::Cursor open_route(const std::string& route, journal::RouteStart start) override;

    void retire_route(const std::string& route) override;

    void drop_route(const std::string&) override {}

    bool rename_route(const std::string& from, const std::string& to) override;
    bool pause_route(const std::string& route, bool paused) override;

    std::vector<journal::Cursor> cursors() const override;
    std::vector<journal::StoredEvent> read(journal::Sequence after, std::size_t count,
                                           std::size_t bytes) const override;
    journal::Sequence last() const override;
    std::vector<journal::Parked> parked(const std::string& route, journal::ParkedState state, eventsub::Time until,
                                        std::size_t count, std::size_t bytes,
                                        const std::optional<journal::Parked>& after,
                                        std::span<const journal::RowKey> without) const override;
    journal::Counts counts(const std::string& route) const override;
    std::optional<eventsub::Time> oldest_pending(const std::string& route) const override;
    void blocked_keys(const std::string& route,
                      const std::function<void(std::string_view, std::uint64_t)>& tell) const override;
    void held_lanes(const std::string& route, const std::function<void(eventsub::Time)>& tell) const override;
    /// The number of a row is its place among all.
    std::vector<journal::ParkedRow> begun(const std::string& route, std::uint64_t after,
                                          std::size_t count) const override;
    journal::State state() const override;

    /// The tests of plugins' state use the real one.
    journal::PluginState& plugin_state() override { throw std::logic_error("this journal keeps nothing for plugins"); }

private:
    struct Task {
        std::function<void(Disk&)> write;
        Settled done;
    };

    static void apply(Disk& disk, journal::Outcome& outcome);
    static void pass(Disk& disk, const std::string& route, journal::Sequence sequence);
    void check_readable() const;
    void queue(Task task);
    void run();

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Task> tasks_;
    Disk disk_;
    mutable std::size_t reads_ = 0, rows_read_ = 0;
    std::size_t commits_ = 0;
    journal::Sequence damaged_to_ = 0;
    bool unclean_, cut_ = false, failed_ = false, held_ = false, ended_ = false, unreadable_ = false, opens_ = true,
                   retires_ = true;
    std::thread writer_;
};

} // namespace turnout::delivery::test
