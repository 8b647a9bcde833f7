#include "core/plugin/control_thread.hpp"

#include <pthread.h>

#include <utility>

namespace turnout::plugins {

ControlThread::ControlThread() : thread_([this] { loop(); }) {
}

ControlThread::~ControlThread() {
    {
        const std::lock_guard lock{mutex_};
        ending_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void ControlThread::run(const std::function<void()>& task, std::chrono::milliseconds limit,
                        const std::function<void()>& overdue) {
    const std::lock_guard one_caller{caller_};
    std::unique_lock lock{mutex_};
    task_ = &task;
    changed_.notify_all();
    const auto done = [this] { return task_ == nullptr; };
    if (!changed_.wait_for(lock, limit, done)) {
        lock.unlock();
        overdue();
        lock.lock();
        changed_.wait(lock, done);
    }
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void ControlThread::loop() {
    ::pthread_setname_np(::pthread_self(), "plugins");
    std::unique_lock lock{mutex_};
    for (;;) {
        changed_.wait(lock, [this] { return ending_ || task_ != nullptr; });
        if (task_ == nullptr) return;
        const auto* task = task_;
        lock.unlock();
        std::exception_ptr failure;
        try {
            (*task)();
        } catch (...) { // handed to the caller of run()
            failure = std::current_exception();
        }
        lock.lock();
        failure_ = failure;
        task_ = nullptr;
        changed_.notify_all();
    }
}

} // namespace turnout::plugins
