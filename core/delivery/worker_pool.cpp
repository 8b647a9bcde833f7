#include "core/delivery/worker_pool.hpp"

#include "core/delivery/event_view.hpp"
#include "core/delivery/timers.hpp"
#include "core/delivery/verdicts.hpp"
#include "core/plugin/signal_stack.hpp"

#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>

namespace turnout::delivery {

WorkerPool::WorkerPool(std::shared_ptr<EngineState> state, std::size_t workers)
    : state_(std::move(state)),
      workers_(std::max<std::size_t>(workers, 1)) {
    for (std::size_t count = 0; count < workers_; ++count) add(false);
}

WorkerPool::~WorkerPool() {
    end();
}

void WorkerPool::add(bool spare) {
    auto worker = std::make_shared<Worker>();
    worker->spare = spare;
    const auto name = "worker-" + std::to_string(++named_);
    worker->thread = std::thread{[state = state_, worker, name] {
        worker->id = ::gettid();
        pthread_setname_np(pthread_self(), name.c_str());
        const plugins::SignalStack signal_stack;
        run(*state, *worker);
    }};
    all_.push_back(std::move(worker));
}

void WorkerPool::set_workers(std::size_t workers) {
    workers = std::max<std::size_t>(workers, 1);
    const std::lock_guard order{changing_};
    join_ended();
    if (workers > workers_) add_workers(workers - workers_);
    const std::lock_guard lock{state_->mutex};
    if (workers < workers_) state_->surplus_workers += workers_ - workers;
    workers_ = workers;
    state_->scheduler.set_workers(workers);
    for (const auto& plugin : state_->plugins) state_->scheduler.has_room(*plugin);
    state_->work.notify_all();
}

/// First those stay that were to end and have not yet, so that there are never more than needed.
void WorkerPool::add_workers(std::size_t count) {
    std::size_t added = 0;
    {
        const std::lock_guard lock{state_->mutex};
        added = std::min(count, state_->surplus_workers);
        state_->surplus_workers -= added;
    }
    try {
        for (; added < count; ++added) add(false);
    } catch (const std::exception& error) {
        const std::lock_guard lock{state_->mutex};
        state_->surplus_workers += added;
        state_->work.notify_all();
        throw std::runtime_error("delivery.workers: no more than " + std::to_string(workers_ + added) +
                                 " threads can be started: " + error.what());
    }
}

void WorkerPool::grow() {
    const std::lock_guard order{changing_};
    join_ended();
    {
        const std::lock_guard lock{state_->mutex};
        const auto most = workers_ + state_->routes.size() + state_->plugins.size();
        if (all_.size() >= most + state_->surplus_workers + state_->ended_workers) return;
    }
    try {
        add(true);
    } catch (const std::system_error& error) {
        // The workers that there are go on; the next time a route starves it is tried again.
        state_->logger->warn("no further worker thread can be started, tried again when needed: {}", error.what());
    }
}

void WorkerPool::reap() {
    {
        const std::lock_guard lock{state_->mutex};
        if (state_->ended_workers == 0) return;
    }
    const std::lock_guard order{changing_};
    join_ended();
}

/// Needs `changing_`.
void WorkerPool::join_ended() {
    std::vector<std::shared_ptr<Worker>> over;
    {
        const std::lock_guard lock{state_->mutex};
        for (const auto& worker : all_)
            if (worker->over && has_left(*worker)) over.push_back(worker);
        state_->ended_workers -= over.size();
    }
    for (const auto& worker : over) {
        worker->thread.join();
        std::erase(all_, worker);
    }
}

/// Whether joining it returns at once. A number that another thread has got meanwhile only makes it later.
bool WorkerPool::has_left(const Worker& worker) {
    return ::syscall(SYS_tgkill, ::getpid(), worker.id.load(), 0) != 0 && errno == ESRCH;
}

void WorkerPool::end() {
    const std::lock_guard order{changing_};
    std::vector<bool> stuck(all_.size());
    {
        const std::lock_guard lock{state_->mutex};
        for (std::size_t index = 0; index < all_.size(); ++index)
            stuck[index] = all_[index]->in_plugin || (all_[index]->over && !has_left(*all_[index]));
    }
    state_->work.notify_all();
    for (std::size_t index = 0; index < all_.size(); ++index) {
        if (stuck[index])
            all_[index]->thread.detach();
        else
            all_[index]->thread.join();
    }
    all_.clear();
}

bool WorkerPool::await_work(EngineState& state, std::unique_lock<std::mutex>& lock, const Worker& self) {
    ++state.idle_workers;
    auto result = std::cv_status::no_timeout;
    if (self.spare)
        result = state.work.wait_for(lock, spare_idle);
    else
        state.work.wait(lock);
    --state.idle_workers;
    return result == std::cv_status::no_timeout;
}

bool WorkerPool::run_one(EngineState& state, Worker& self, std::unique_lock<std::mutex>& lock) {
    if (auto* plugin = next_timer(state)) {
        self.in_plugin = true;
        run_timer(state, *plugin, lock);
        self.in_plugin = false;
        return true;
    }
    auto* delivery = state.next_delivery();
    if (delivery == nullptr) return false;
    self.in_plugin = true;
    lock.unlock();
    describe(*delivery);
    const auto began = state.clock.monotonic();
    const auto verdict = delivery->handler->handle(delivery->abi, delivery->outcome);
    lock.lock();
    self.in_plugin = false;
    if (state.ended) return true;                        // the clock may be gone
    if (verdict == plugins::answer_follows) return true; // it may be over already
    if (verdict == plugins::not_begun) {
        give_back(state, *delivery);
        return true;
    }
    delivery->away = false;
    delivery->handling = state.clock.monotonic() - began;
    delivery->route->figures.handling.observe(delivery->handling);
    returned(state, *delivery, verdict);
    return true;
}

/// Whether it is one more than there shall be. Then it counts as gone.
bool WorkerPool::is_surplus(EngineState& state, const Worker& self) {
    if (self.spare || state.surplus_workers == 0) return false;
    --state.surplus_workers;
    return true;
}

void WorkerPool::run(EngineState& state, Worker& self) {
    std::unique_lock lock{state.mutex};
    while (!state.ended && !is_surplus(state, self)) {
        if (run_one(state, self, lock) || await_work(state, lock, self)) continue;
        if (!state.ended && !run_one(state, self, lock)) break;
    }
    if (state.ended) return;
    self.over = true;
    ++state.ended_workers;
    state.wake_worker(); // for what it would have done next, having come back from a plugin
    state.bell->ring();  // so that it is joined
}

} // namespace turnout::delivery
