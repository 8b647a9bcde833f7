// The thread that moves events from the journal to the workers and outcomes back.
#pragma once
#include "core/delivery/backlog.hpp"
#include "core/delivery/intake.hpp"
#include "core/delivery/parked_rows.hpp"
#include "core/delivery/worker_pool.hpp"

#include <functional>
#include <future>
#include <map>
#include <memory>
#include <thread>

namespace turnout::delivery {

/// Thread "delivery". Waits for the bell: events were appended, an outcome became durable, a batch was begun, or time
/// is up for something.
class Dispatcher {
public:
    Dispatcher(std::shared_ptr<EngineState> state, WorkerPool& workers);
    Dispatcher(const Dispatcher&) = delete;
    Dispatcher& operator=(const Dispatcher&) = delete;
    ~Dispatcher();

    /// For start(), before run().
    ParkedRows& parked_rows() { return parked_rows_; }

    void run();

    /// Runs `task` on the dispatcher's thread while it walks over nothing, and waits for it. Throws std::runtime_error:
    /// what the task has thrown, in its words, or that the thread has come to its end.
    void between_steps(const std::function<void()>& task);

    /// For such a task, which has exchanged the routes.
    void routes_changed() { journal_wait_.clear(); }

    /// After EngineState::ended was set.
    void end();

private:
    void loop();
    void run_task();
    void close_desk();
    bool step();
    void apply_completed();
    void tell(const Effect& effect) const;
    void check_deadlines();
    void check_circuits();
    void check_plugins();
    bool take_in(RouteRun& route, bool normal);
    void note_read(RouteRun& route, const char* failure);
    void tell_unreadable(RouteRun& route, const char* failure);
    void tell_readable(RouteRun& route);
    bool read_journal();
    void watch_starvation();
    std::chrono::nanoseconds time_to_next();

    std::shared_ptr<EngineState> state_;
    WorkerPool* workers_;
    Intake intake_;
    ParkedRows parked_rows_;
    Backlog backlog_;
    /// Routes for which the journal could not be read: not before then.
    std::map<const RouteRun*, eventsub::MonotonicTime> journal_wait_;
    eventsub::MonotonicTime starved_since_{};
    std::uint64_t begun_then_ = 0;
    std::packaged_task<void()> task_; ///< this and the next: guarded by EngineState::mutex
    bool over_ = false;               ///< takes no task any more
    std::thread thread_;
};

} // namespace turnout::delivery
