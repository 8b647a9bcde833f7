#include "core/plugin/control_thread.hpp"

#include "core/plugin/signal_stack.hpp"

#include <pthread.h>

#include <condition_variable>
#include <exception>
#include <thread>
#include <utility>

namespace turnout::plugins {

/// Shared with the thread: an abandoned one outlives the ControlThread.
struct ControlThread::Work {
    std::mutex mutex;
    std::condition_variable changed;
    Task task; ///< set: to be begun
    Notice when_late;
    bool busy = false; ///< a task is to be begun or runs
    bool abandoned = false;
    bool ending = false;
    std::string call;
    std::exception_ptr failure;
    std::thread thread; ///< of the ControlThread alone
};

void ControlThread::Progress::enter(const char* call) const {
    const std::lock_guard lock{work_.mutex};
    if (work_.abandoned) throw Abandoned{};
    work_.call = call;
}

ControlThread::~ControlThread() {
    if (!work_) return;
    {
        const std::lock_guard lock{work_->mutex};
        work_->ending = true;
    }
    work_->changed.notify_all();
    work_->thread.join();
}

ControlThread::Work& ControlThread::work() {
    if (!work_) {
        auto work = std::make_shared<Work>();
        work->thread = std::thread{[work] { loop(work); }};
        work_ = std::move(work);
    }
    return *work_;
}

std::optional<std::string> ControlThread::run(Task task, const Patience& patience) {
    const std::lock_guard one_caller{caller_};
    auto& work = this->work();
    const auto end = std::chrono::steady_clock::now() + patience.limit;
    std::unique_lock lock{work.mutex};
    work.task = std::move(task);
    work.call = "its beginning";
    work.when_late = patience.when_late;
    work.busy = true;
    work.changed.notify_all();
    const auto done = [&] { return !work.busy; };
    if (patience.slow < patience.limit && !work.changed.wait_for(lock, patience.slow, done)) {
        const auto call = work.call;
        lock.unlock();
        patience.when_slow(call);
        lock.lock();
    }
    if (!work.changed.wait_until(lock, end, done)) return abandon(std::move(lock));
    if (work.failure) std::rethrow_exception(std::exchange(work.failure, nullptr));
    return std::nullopt;
}

std::string ControlThread::abandon(std::unique_lock<std::mutex> lock) {
    const auto work = std::exchange(work_, nullptr);
    work->abandoned = true;
    work->ending = true;
    const Task never_begun = std::exchange(work->task, nullptr);
    work->thread.detach();
    auto call = work->call;
    lock.unlock();
    return call;
}

void ControlThread::loop(const std::shared_ptr<Work>& work) {
    ::pthread_setname_np(::pthread_self(), "plugins");
    const SignalStack signal_stack;
    std::unique_lock lock{work->mutex};
    for (;;) {
        work->changed.wait(lock, [&] { return work->ending || work->task; });
        if (!work->task) return;
        auto task = std::exchange(work->task, nullptr);
        lock.unlock();
        std::exception_ptr failure;
        try {
            task(Progress{*work});
        } catch (...) { // handed to the caller of run(), if he still waits
            failure = std::current_exception();
        }
        task = nullptr; // what it owns goes here, as nobody may wait any more
        lock.lock();
        if (work->abandoned) break;
        work->failure = std::exchange(failure, nullptr);
        work->busy = false;
        work->changed.notify_all();
    }
    const auto call = work->call;
    lock.unlock();
    work->when_late(call);
}

} // namespace turnout::plugins
