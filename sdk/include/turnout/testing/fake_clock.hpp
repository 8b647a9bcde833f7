// Time for tests: it stands still until the test moves it on, and then calls the timers of the plugin.
#pragma once
#include <turnout/ext/timer.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <utility>

namespace turnout::testing {

/// Behind turnout.timer/1. Any thread; callbacks run on the thread that calls advance().
class fake_clock {
public:
    using milliseconds = std::chrono::milliseconds;

    /// Since the clock was made.
    milliseconds now() const {
        const std::lock_guard lock{mutex_};
        return now_;
    }

    /// Moves on, and calls what becomes due on the way, in order of time. A callback may start and cancel timers.
    void advance(milliseconds length) {
        std::unique_lock lock{mutex_};
        const auto end = now_ + length;
        for (auto next = first_due(end); next != timers_.end(); next = first_due(end)) {
            const auto number = next->first;
            const auto one = next->second;
            now_ = one.due;
            if (one.period.count() == 0) {
                timers_.erase(next);
            } else {
                next->second.due += one.period;
            }
            running_ = number;
            running_cancelled_ = false;
            lock.unlock();
            one.callback(one.context, number);
            lock.lock();
            running_ = 0;
        }
        now_ = end;
    }

    /// Timers that are still to come.
    std::size_t timers() const {
        const std::lock_guard lock{mutex_};
        return timers_.size();
    }

    /// As turnout_timer says.
    std::uint64_t start(std::uint64_t after_ms, std::uint64_t period_ms, turnout_timer_callback callback,
                        void* context) {
        const std::lock_guard lock{mutex_};
        const bool too_long = after_ms > TURNOUT_TIMER_MAX_MS || period_ms > TURNOUT_TIMER_MAX_MS;
        if (stopped_ || callback == nullptr || too_long || timers_.size() >= TURNOUT_TIMER_MAX_TIMERS) return 0;
        timers_[++last_] = {now_ + milliseconds{after_ms}, milliseconds{period_ms}, callback, context};
        return last_;
    }

    std::int32_t cancel(std::uint64_t timer) {
        const std::lock_guard lock{mutex_};
        const bool known = timers_.erase(timer) != 0;
        if (timer == 0 || running_ != timer) return known ? 1 : 0;
        return std::exchange(running_cancelled_, true) ? 0 : 2;
    }

    /// The plugin stops: no timer calls any more.
    void stop() {
        const std::lock_guard lock{mutex_};
        stopped_ = true;
        timers_.clear();
    }

private:
    struct scheduled {
        milliseconds due{}, period{};
        turnout_timer_callback callback = nullptr;
        void* context = nullptr;
    };

    std::map<std::uint64_t, scheduled>::iterator first_due(milliseconds end) {
        auto first = timers_.end();
        for (auto one = timers_.begin(); one != timers_.end(); ++one) {
            if (one->second.due > end) continue;
            if (first == timers_.end() || one->second.due < first->second.due) first = one;
        }
        return first;
    }

    mutable std::mutex mutex_;
    milliseconds now_{};
    std::map<std::uint64_t, scheduled> timers_;
    std::uint64_t last_ = 0, running_ = 0;
    bool running_cancelled_ = false;
    bool stopped_ = false;
};

} // namespace turnout::testing
