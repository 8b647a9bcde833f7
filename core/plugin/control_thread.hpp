// The one thread on which plugins are created, started, stopped and destroyed.
#pragma once
#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace turnout::plugins {

/// Named "plugins". Joined by the destructor.
class ControlThread {
public:
    ControlThread();
    ControlThread(const ControlThread&) = delete;
    ControlThread& operator=(const ControlThread&) = delete;
    ~ControlThread();

    /// Runs `task` there and waits for it; rethrows what it throws. From any thread but the control thread itself.
    /// Calls `overdue` once, on the caller's thread, if the task is not done after `limit`; and goes on waiting.
    void run(const std::function<void()>& task, std::chrono::milliseconds limit, const std::function<void()>& overdue);

private:
    void loop();

    std::mutex caller_; ///< one run() at a time
    std::mutex mutex_;
    std::condition_variable changed_;
    const std::function<void()>* task_ = nullptr;
    std::exception_ptr failure_;
    bool ending_ = false;
    std::thread thread_; ///< last: it uses the others
};

} // namespace turnout::plugins
