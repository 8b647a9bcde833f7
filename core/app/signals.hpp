// Signals as values: a thread of its own takes them, nothing runs in a signal handler.
#pragma once
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

namespace turnout::app {

/// Made before any other thread, so that every thread inherits the blocked signals. Takes SIGTERM, SIGINT and SIGHUP;
/// ignores SIGPIPE. The first SIGTERM or SIGINT ends wait(); a further one ends the process at once with status
/// 128 + its number, whatever hangs; unless it comes within half a second: then it is the same request again. The
/// destructor gives the former state back.
class Signals {
public:
    Signals();
    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;
    ~Signals();

    /// Blocks until SIGTERM or SIGINT came, or `limit` has passed (nothing is returned).
    std::optional<int> wait(std::optional<std::chrono::nanoseconds> limit = std::nullopt);

    /// From now on called for each SIGHUP, by the thread "signals"; and at once if one came before. Empty: they are
    /// remembered as one.
    void when_hung_up(std::function<void()> act);

private:
    void run();
    void taken(int number);

    sigset_t former_mask_{};

    struct sigaction former_pipe_ {};

    int signals_ = -1; ///< signalfd
    int ended_ = -1;   ///< eventfd
    std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<int> asked_; ///< this and the next two: guarded by mutex_
    std::chrono::steady_clock::time_point asked_at_;
    std::function<void()> hung_up_;
    bool hangup_waits_ = false; ///< guarded by mutex_, too
    std::thread thread_;
};

} // namespace turnout::app
