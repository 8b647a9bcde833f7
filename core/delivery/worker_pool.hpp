// The threads in which plugins run.
#pragma once
#include "core/delivery/engine_state.hpp"

#include <memory>
#include <thread>
#include <vector>

namespace turnout::delivery {

/// `workers` threads, and spare ones while they are needed: a thread that is inside a plugin cannot be taken away, so
/// one is added when a route finds every other taken. A spare one ends after `spare_idle` without work. start(), grow()
/// and the end are the dispatcher's and the engine's, never at once.
class WorkerPool {
public:
    static constexpr std::chrono::seconds spare_idle{10};

    WorkerPool(std::shared_ptr<EngineState> state, std::size_t workers, std::size_t most);
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;
    ~WorkerPool();

    /// At most so many threads from now on, but for those that there are.
    void allow(std::size_t most);

    /// One thread more, unless there are as many as there may be or the system gives none.
    void grow();

    std::size_t size() const;

    /// After EngineState::ended was set: joins the threads that are not inside a plugin. Those that are cannot be
    /// waited for; they are let go, hold the state, and touch nothing but that when the plugin returns.
    void end();

private:
    struct Worker {
        std::thread thread;
        bool spare = false;
        bool in_plugin = false; ///< this and the next: guarded by EngineState::mutex
        bool over = false;
    };

    static void run(EngineState& state, Worker& self);
    static bool run_one(EngineState& state, Worker& self, std::unique_lock<std::mutex>& lock);
    static bool await_work(EngineState& state, std::unique_lock<std::mutex>& lock, const Worker& self);
    void add(bool spare);
    void reap();

    std::shared_ptr<EngineState> state_;
    std::size_t workers_;
    std::size_t most_;
    unsigned named_ = 0;
    std::vector<std::shared_ptr<Worker>> all_;
};

} // namespace turnout::delivery
