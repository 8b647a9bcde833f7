// The threads in which plugins run.
#pragma once
#include "core/delivery/engine_state.hpp"

#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace turnout::delivery {

/// `workers` threads, and spare ones while they are needed: a thread that is inside a plugin cannot be taken away, so
/// one is added when a route finds every other taken. A spare one ends after `spare_idle` without work. Where there are
/// more than there shall be, beside spare ones, as many end as come back from a plugin or have nothing to do; nobody
/// waits for them. Any thread; the owner is the engine, after whose end() only what is stuck in a plugin is left.
class WorkerPool {
public:
    static constexpr std::chrono::seconds spare_idle{10};

    WorkerPool(std::shared_ptr<EngineState> state, std::size_t workers);
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;
    ~WorkerPool();

    /// So many from now on, at least one; routes and plugins may occupy as many. More: they run when it returns. Fewer:
    /// the others end by and by, and it cannot fail. Throws std::runtime_error if the system gives no thread; it is as
    /// it was then.
    void set_workers(std::size_t workers);

    /// A spare thread, unless there is one for each route and each plugin or the system gives none.
    void grow();

    /// Joins those that have ended. A plugin may keep one in the destructor of a thread_local object: that is not
    /// waited for.
    void reap();

    /// After EngineState::ended was set: joins the threads that are not inside a plugin. Those that are cannot be
    /// waited for; they are let go, hold the state, and touch nothing but that when the plugin returns.
    void end();

private:
    struct Worker {
        std::thread thread;
        std::atomic<int> id{0}; ///< the system's, as soon as it runs
        bool spare = false;
        bool in_plugin = false; ///< this and the next: guarded by EngineState::mutex
        bool over = false;
    };

    static void run(EngineState& state, Worker& self);
    static bool run_one(EngineState& state, Worker& self, std::unique_lock<std::mutex>& lock);
    static bool await_work(EngineState& state, std::unique_lock<std::mutex>& lock, const Worker& self);
    static bool has_left(const Worker& worker);
    static bool is_surplus(EngineState& state, const Worker& self);
    void add(bool spare);
    void add_workers(std::size_t count);
    void join_ended();

    std::shared_ptr<EngineState> state_;
    std::mutex changing_; ///< guards what follows; taken before EngineState::mutex
    std::size_t workers_;
    unsigned named_ = 0;
    std::vector<std::shared_ptr<Worker>> all_;
};

} // namespace turnout::delivery
