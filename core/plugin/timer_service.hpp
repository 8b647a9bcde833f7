// turnout.timer/1 for one plugin instance: which timers there are, and when the next one is due.
#pragma once
#include "core/plugin/timer_port.hpp"

#include <turnout/ext/timer.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <utility>

namespace turnout::plugins {

/// Any thread.
class TimerService {
public:
    /// `port` outlives it.
    explicit TimerService(TimerPort& port) : port_(port) {}

    /// What get_extension() answers.
    static const turnout_timer& table();

    /// As in turnout/ext/timer.h.
    std::uint64_t start(std::uint64_t after_ms, std::uint64_t period_ms, turnout_timer_callback callback,
                        void* context);
    std::int32_t cancel(std::uint64_t timer) noexcept;

    /// Timers may fall due from now on.
    void open() noexcept;
    /// Cancels all; from here on none can be started.
    void close() noexcept;

    /// When the next one is due that is not running; max: none.
    TimerMoment next() const noexcept { return TimerMoment{TimerMoment::duration{next_.load()}}; }

    /// Calls one that is due at `now`; nothing if there is none. Lets through what the callback throws.
    void run_due(TimerMoment now);

private:
    struct Timer {
        TimerMoment due;
        TimerMoment::duration period;
        turnout_timer_callback callback;
        void* context;
        bool running = false;
    };

    using Queue = std::set<std::pair<TimerMoment, std::uint64_t>>;

    void publish() noexcept;
    void finish(Queue::node_type turn) noexcept;

    TimerPort& port_;
    mutable std::mutex mutex_;
    std::map<std::uint64_t, Timer> timers_;
    Queue queue_; ///< those that are not running
    std::uint64_t last_ = 0;
    bool open_ = false, closed_ = false;
    std::atomic<TimerMoment::rep> next_{TimerMoment::max().time_since_epoch().count()};
};

} // namespace turnout::plugins
