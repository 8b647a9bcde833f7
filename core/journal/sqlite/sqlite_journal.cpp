#include "core/journal/sqlite/sqlite_journal.hpp"

#include "core/journal/sqlite/clerk.hpp"
#include "core/journal/sqlite/finder.hpp"
#include "core/journal/sqlite/reader.hpp"
#include "core/journal/sqlite/state_desk.hpp"
#include "core/journal/sqlite/state_lock.hpp"
#include "core/journal/sqlite/store.hpp"
#include "core/journal/sqlite/writer.hpp"

#include <algorithm>

namespace turnout::journal {

namespace {

using namespace sqlite;

class SqliteJournal final : public Journal {
public:
    SqliteJournal(const SqliteOptions& options, const eventsub::Clock& clock, std::shared_ptr<spdlog::logger> logger)
        : lock_(options.directory),
          file_(prepare(options.directory)),
          view_(options.cache_bytes, options.max_size),
          store_(file_, options, clock, view_),
          log_reader_(file_, options.vfs),
          parked_reader_(file_, options.vfs),
          finder_(file_, options.vfs, view_),
          writer_(store_, view_, options, clock, std::move(logger)),
          states_(file_, options.vfs, view_, writer_),
          clerk_({file_, options.vfs, options.index_interval}, finder_, view_, writer_) {
        // The newest events are what an unlucky disk damages first; better to hear of it now.
        if (const Sequence last = view_.last()) log_reader_.batch_at(last);
    }

    ~SqliteJournal() override { stop_threads(); }

    void start(Listener& listener) override;

    void stop() override { stop_threads(); }

    void set_limits(const Limits& limits) override { writer_.set_limits(limits); }

    void append(std::unique_ptr<Submission> submission) override;
    void settle(std::vector<Outcome> outcomes, Settled done) override;
    void advance_mark(const std::string& route, Sequence mark, Settled done) override;
    Cursor open_route(const std::string& route, RouteStart start) override;
    void retire_route(const std::string& route) override;
    void drop_route(const std::string& route) override;
    bool rename_route(const std::string& from, const std::string& to) override;
    bool pause_route(const std::string& route, bool paused) override;

    std::vector<Cursor> cursors() const override { return view_.cursors(); }

    std::vector<StoredEvent> read(Sequence after, std::size_t count, std::size_t bytes) const override;

    Sequence last() const override { return view_.last(); }

    std::vector<Parked> parked(const std::string& route, ParkedState state, eventsub::Time until, std::size_t count,
                               std::size_t bytes, const std::optional<Parked>& after,
                               std::span<const RowKey> without) const override {
        return parked_reader_.parked(route, state, until, count, bytes, after, without);
    }

    Counts counts(const std::string& route) const override { return view_.counts(route); }

    std::optional<eventsub::Time> oldest_pending(const std::string& route) const override {
        return parked_reader_.oldest_pending(route);
    }

    std::vector<StoredEvent> find(const EventQuery& query) const override { return finder_.find(query); }

    EventPage find_standing(const EventQuery& query, const StandingQuery& standing) const override {
        return finder_.find_standing(query, standing);
    }

    std::vector<ParkedRow> find_parked(const ParkedQuery& query) const override { return finder_.find_parked(query); }

    std::uint64_t count_parked(const ParkedQuery& query) const override { return finder_.count_parked(query); }

    void blocked_keys(const std::string& route,
                      const std::function<void(std::string_view, std::uint64_t)>& tell) const override {
        finder_.blocked_keys(route, tell);
    }

    void held_lanes(const std::string& route, const std::function<void(eventsub::Time)>& tell) const override {
        finder_.held_lanes(route, tell);
    }

    std::vector<ParkedRow> begun(const std::string& route, std::uint64_t after, std::size_t count) const override {
        return finder_.begun(route, after, count);
    }

    Figures figures() const override { return view_.figures(); }

    std::vector<RouteFate> fates(Sequence sequence) const override { return finder_.fates(sequence); }

    void drop_dead(const ParkedQuery& query, Told told) override {
        clerk_.ask({.action = RowsWork::Action::drop, .query = query, .told = std::move(told)});
    }

    void replay_dead(const ParkedQuery& query, const std::string& route, Told told) override {
        clerk_.ask({.action = RowsWork::Action::replay, .query = query, .route = route, .told = std::move(told)});
    }

    void replay_events(std::vector<Sequence> sequences, const std::string& route, Told told) override {
        clerk_.ask({.action = RowsWork::Action::replay,
                    .sequences = std::move(sequences),
                    .route = route,
                    .told = std::move(told)});
    }

    PluginState& plugin_state() override { return states_; }

    State state() const override { return view_.state(); }

private:
    static std::filesystem::path prepare(const std::filesystem::path& directory);
    bool change_cursor(CursorWork::Action action, const std::string& route, const std::string& to);
    RouteAnswer change_route(RouteWork::Action action, const std::string& route, RouteStart start = RouteStart::now);

    void stop_threads() {
        clerk_.stop();
        writer_.stop();
    }

    const StateLock lock_;
    const std::filesystem::path file_;
    View view_;
    Store store_;
    mutable Reader log_reader_, parked_reader_;
    mutable Finder finder_;
    std::mutex late_; ///< answers after the end come from whoever asked, one at a time
    Listener* listener_ = nullptr;
    Writer writer_;
    StateDesk states_;
    Clerk clerk_;
};

std::filesystem::path SqliteJournal::prepare(const std::filesystem::path& directory) {
    std::filesystem::path file = directory / "journal.db";
    std::filesystem::path log = file;
    log += "-wal";
    std::error_code error;
    const auto left = std::filesystem::file_size(log, error);
    if (!error && left > 0 && (!std::filesystem::exists(file) || std::filesystem::file_size(file) == 0))
        throw JournalError(log.string() + " holds events, but " + file.string() +
                           " is missing: put that file back, or move the other one away too to begin anew");
    make_private_file(file);
    return file;
}

void SqliteJournal::start(Listener& listener) {
    try {
        store_.begin_run();
    } catch (const DatabaseError& error) {
        throw JournalError("cannot write " + file_.string() + ": " + error.what() +
                           " (is there space, and may the host's user write there?)");
    }
    listener_ = &listener;
    writer_.start(listener);
    clerk_.start();
}

void SqliteJournal::append(std::unique_ptr<Submission> submission) {
    Work work{AppendWork{std::move(submission), AppendResult::refused}};
    if (writer_.push(work)) return;
    if (listener_ == nullptr) throw std::logic_error("append() before start()");
    std::vector<Answer> answers;
    answers.push_back({std::move(std::get<AppendWork>(work).submission), AppendResult::refused});
    const std::lock_guard lock(late_);
    listener_->answered(answers);
}

void SqliteJournal::settle(std::vector<Outcome> outcomes, Settled done) {
    states_.settle(std::move(outcomes), std::move(done));
}

void SqliteJournal::advance_mark(const std::string& route, Sequence mark, Settled done) {
    Work work{MarkWork{route, mark, std::move(done)}};
    if (writer_.push(work)) return;
    if (const Settled& told = std::get<MarkWork>(work).done) told(false);
}

RouteAnswer SqliteJournal::change_route(RouteWork::Action action, const std::string& route, RouteStart start) {
    if (route == host_route && action == RouteWork::Action::open)
        throw JournalError("no route can be called " + route + ": the host keeps its own dead letters there");
    RouteWork change;
    change.action = action;
    change.route = route;
    change.start = start;
    auto answer = change.answer.get_future();
    Work work(std::move(change));
    if (!writer_.push(work)) throw JournalError("the journal does not run: route " + route + " is left as it is");
    RouteAnswer given = answer.get();
    if (!given.refusal.empty()) throw JournalError(given.refusal);
    return given;
}

Cursor SqliteJournal::open_route(const std::string& route, RouteStart start) {
    return change_route(RouteWork::Action::open, route, start).cursor;
}

void SqliteJournal::retire_route(const std::string& route) {
    change_route(RouteWork::Action::retire, route);
}

void SqliteJournal::drop_route(const std::string& route) {
    // A million rows must not go in one commit.
    while (change_route(RouteWork::Action::empty, route).removed != 0) {
    }
    change_route(RouteWork::Action::drop, route);
}

bool SqliteJournal::change_cursor(CursorWork::Action action, const std::string& route, const std::string& to) {
    CursorWork change;
    change.action = action;
    change.route = route;
    change.to = to;
    auto answer = change.answer.get_future();
    Work work(std::move(change));
    if (!writer_.push(work)) throw JournalError("the journal does not run: route " + route + " is left as it is");
    const CursorAnswer given = answer.get();
    if (!given.refusal.empty()) throw JournalError(given.refusal);
    return given.changed;
}

bool SqliteJournal::rename_route(const std::string& from, const std::string& to) {
    return change_cursor(CursorWork::Action::rename, from, to);
}

bool SqliteJournal::pause_route(const std::string& route, bool paused) {
    return change_cursor(paused ? CursorWork::Action::pause : CursorWork::Action::resume, route, {});
}

std::vector<StoredEvent> SqliteJournal::read(Sequence after, std::size_t count, std::size_t bytes) const {
    std::vector<StoredEvent> found;
    const Sequence last = view_.last();
    std::size_t size = 0;
    const char* body = nullptr;
    for (Sequence next = std::max(after + 1, view_.first()); next <= last && found.size() < count;) {
        BatchPointer batch = view_.cache.find(next);
        if (!batch) batch = log_reader_.batch_at(next);
        if (!batch) break;
        const auto& events = batch->events();
        for (Sequence one = std::max(next, batch->first()); one <= batch->last() && found.size() < count; ++one) {
            const eventsub::Event& event = events[one - batch->first()];
            // Elements of one message share its body.
            if (event.body.data() != body) size += event.body.size();
            body = event.body.data();
            if (!found.empty() && size > bytes) return found;
            found.push_back({one, event, batch});
        }
        next = batch->last() + 1;
    }
    return found;
}

JournalError cannot_open(const std::filesystem::path& directory, const DatabaseError& error) {
    const std::string file = (directory / "journal.db").string();
    if (error.damaged())
        return JournalError(file + " is damaged (" + error.what() + "): move it away together with " + file +
                            "-wal and " + file +
                            "-shm and restore a backup of all of them, or start without to begin anew");
    std::string hint = "check that the disk is well and that the host's user may write there";
    if (error.primary() == SQLITE_BUSY) hint = "another program has it open for writing: end that program";
    if (error.primary() == SQLITE_FULL) hint = "the disk is full: make space";
    return JournalError("cannot open " + file + ": " + error.what() + "; " + hint);
}

} // namespace

std::unique_ptr<Journal> open_sqlite(const SqliteOptions& options, const eventsub::Clock& clock,
                                     std::shared_ptr<spdlog::logger> logger) {
    try {
        return std::make_unique<SqliteJournal>(options, clock, std::move(logger));
    } catch (const DatabaseError& error) {
        throw cannot_open(options.directory, error);
    } catch (const std::filesystem::filesystem_error& error) {
        throw JournalError(std::string("cannot use the state directory: ") + error.what());
    }
}

} // namespace turnout::journal
