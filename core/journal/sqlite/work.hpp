// What the writer is asked for, in the order in which it came.
#pragma once
#include "core/journal/journal.hpp"

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
    Cursor cursor;       ///< as it is then; a default one for retire and drop
    std::string refusal; ///< why it was not done; empty if it was
};

struct RouteWork {
    enum class Action : std::uint8_t { open, retire, drop };
    Action action = Action::open;
    std::string route;
    RouteStart start = RouteStart::now;
    std::promise<RouteAnswer> answer;
    Cursor cursor; ///< filled in by the commit
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
    Once result = Once::fresh; ///< filled in by the commit
    std::function<void(std::optional<Once>)> done;
};

using Work = std::variant<AppendWork, SettleWork, MarkWork, RouteWork, CursorWork, StateWork, OnceWork>;

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
