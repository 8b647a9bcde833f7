// What the writer is asked for, in the order in which it came.
#pragma once
#include "core/journal/journal.hpp"
#include "core/journal/sqlite/summary.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

namespace turnout::journal::sqlite {

struct AppendWork {
    std::unique_ptr<Submission> submission;
    AppendResult result = AppendResult::refused;
};

struct SettleWork {
    std::vector<Outcome> outcomes;
    Journal::Settled done;
};

struct MarkWork {
    std::string route;
    Sequence mark = 0;
    Journal::Settled done;
};

struct RouteAnswer {
    Cursor cursor; ///< as it is then; a default one for retire and drop
    std::uint64_t removed = 0;
    std::string refusal; ///< why it was not done; empty if it was
};

struct RouteWork {
    enum class Action : std::uint8_t {
        open,
        retire,
        drop,
        empty
    }; ///< empty: a step that removes what waits or is held
    Action action = Action::open;
    std::string route;
    RouteStart start = RouteStart::now;
    std::promise<RouteAnswer> answer;
    Cursor cursor;             ///< filled in by the commit
    std::uint64_t removed = 0; ///< by empty
};

struct CursorAnswer {
    bool changed = false;
    std::string refusal; ///< why it was not done; empty if it was looked at
};

/// A change of a cursor that there may be.
struct CursorWork {
    enum class Action : std::uint8_t { pause, resume, rename };
    Action action = Action::pause;
    std::string route;
    std::string to; ///< of a rename
    std::promise<CursorAnswer> answer;
    bool changed = false; ///< filled in by the commit
};

struct StateWork {
    std::string instance;
    std::shared_ptr<const std::vector<StateWrite>> writes;
    std::function<void(bool durable)> done;
};

struct OnceWork {
    std::string instance;
    std::string key;
    eventsub::Duration time_to_live{};
    std::uint64_t most = 0;    ///< keys of the instance
    Once result = Once::fresh; ///< filled in by the commit
    std::function<void(std::optional<Once>)> done;
};

/// One step of what people do with parked rows.
struct RowsWork {
    enum class Action : std::uint8_t { drop, replay };
    Action action = Action::drop;
    std::vector<std::uint64_t> numbers; ///< dead letters
    std::vector<StoredEvent> events;    ///< or, to replay, events of the log
    std::string route;                  ///< to replay on; empty: on its own
    StepsDone result;                   ///< filled in by the commit
    std::promise<StepsDone> answer;
};

/// What the index learns; it can wait for company.
struct IndexWork {
    std::vector<Summary> summaries;
    std::vector<std::int64_t> gone; ///< slots of summaries about nothing
    Sequence events_to = 0;         ///< everything up to there is summarized; 0: as before
    std::uint64_t rows_to = 0;      ///< the same for parked rows
    std::promise<bool> written{};
};

using Work =
    std::variant<AppendWork, SettleWork, MarkWork, RouteWork, CursorWork, StateWork, OnceWork, RowsWork, IndexWork>;

/// Hands work from any thread to the writer.
class WorkQueue {
public:
    /// False: closed, `work` is untouched.
    bool push(Work& work);

    /// Waits until there is work or `idle` has passed; work that is not urgent is left up to `delay` to gather more.
    /// Appends what there is to `taken`. False once closing was asked for.
    bool take(std::vector<Work>& taken, std::chrono::milliseconds idle, std::chrono::milliseconds delay);

    bool empty() const;

    void open();
    /// The writer finishes what is queued.
    void request_close();
    /// Closes if nothing is queued any more; else false.
    bool close_if_empty();

private:
    mutable std::mutex mutex_;
    std::condition_variable bell_;
    std::vector<Work> items_;
    std::size_t outcomes_ = 0; ///< queued progress
    bool urgent_ = false;
    bool open_ = false;
    bool closing_ = false;
};

} // namespace turnout::journal::sqlite
