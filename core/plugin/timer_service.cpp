#include "core/plugin/timer_service.hpp"

#include "core/plugin/host_services.hpp"

#include <exception>

namespace turnout::plugins {

namespace {

std::uint64_t c_start(const turnout_host* host, std::uint64_t after_ms, std::uint64_t period_ms,
                      turnout_timer_callback callback, void* context) noexcept {
    try {
        return HostServices::of(host).timers()->start(after_ms, period_ms, callback, context);
    } catch (const std::exception&) {
        return 0; // out of memory
    }
}

std::int32_t c_cancel(const turnout_host* host, std::uint64_t timer) noexcept {
    return HostServices::of(host).timers()->cancel(timer);
}

TimerMoment::duration milliseconds(std::uint64_t count) {
    return std::chrono::milliseconds{static_cast<std::int64_t>(count)};
}

/// The first multiple of the period that lies ahead.
TimerMoment next_turn(TimerMoment due, TimerMoment::duration period, TimerMoment now) {
    if (now < due + period) return due + period;
    return due + period * ((now - due) / period + 1);
}

} // namespace

const turnout_timer& TimerService::table() {
    static constexpr turnout_timer functions{sizeof(turnout_timer), 0, c_start, c_cancel};
    return functions;
}

std::uint64_t TimerService::start(std::uint64_t after_ms, std::uint64_t period_ms, turnout_timer_callback callback,
                                  void* context) {
    if (callback == nullptr || after_ms > TURNOUT_TIMER_MAX_MS || period_ms > TURNOUT_TIMER_MAX_MS) return 0;
    const auto due = port_.timer_time() + milliseconds(after_ms);
    std::uint64_t number = 0;
    {
        const std::lock_guard lock{mutex_};
        if (closed_ || timers_.size() >= TURNOUT_TIMER_MAX_TIMERS) return 0;
        number = ++last_;
        const auto place = queue_.emplace(due, number).first;
        try {
            timers_.emplace(number, Timer{due, milliseconds(period_ms), callback, context});
        } catch (const std::exception&) {
            queue_.erase(place);
            throw;
        }
        publish();
    }
    port_.timers_changed();
    return number;
}

std::int32_t TimerService::cancel(std::uint64_t timer) noexcept {
    const std::lock_guard lock{mutex_};
    const auto found = timers_.find(timer);
    if (found == timers_.end()) return 0;
    const bool running = found->second.running;
    if (!running) queue_.erase({found->second.due, timer});
    timers_.erase(found);
    publish();
    return running ? 2 : 1;
}

void TimerService::open() noexcept {
    {
        const std::lock_guard lock{mutex_};
        open_ = true;
        publish();
    }
    port_.timers_changed();
}

void TimerService::close() noexcept {
    const std::lock_guard lock{mutex_};
    closed_ = true;
    timers_.clear();
    queue_.clear();
    publish();
}

void TimerService::publish() noexcept {
    const auto next = open_ && !queue_.empty() ? queue_.begin()->first : TimerMoment::max();
    next_.store(next.time_since_epoch().count());
}

void TimerService::run_due(TimerMoment now) {
    Queue::node_type turn;
    Timer timer{};
    {
        const std::lock_guard lock{mutex_};
        if (!open_ || queue_.empty() || queue_.begin()->first > now) return;
        turn = queue_.extract(queue_.begin());
        auto& found = timers_.at(turn.value().second);
        found.running = true;
        timer = found;
        publish();
    }

    /// Also when the callback lets an exception out.
    struct Finish {
        TimerService& service;
        Queue::node_type turn;

        ~Finish() { service.finish(std::move(turn)); }
    };

    const auto number = turn.value().second;
    const Finish finish{*this, std::move(turn)};
    timer.callback(timer.context, number);
}

void TimerService::finish(Queue::node_type turn) noexcept {
    const std::lock_guard lock{mutex_};
    const auto found = timers_.find(turn.value().second);
    if (found == timers_.end()) return; // cancelled, or closed: then the port may be gone
    auto& timer = found->second;
    if (timer.period == TimerMoment::duration::zero()) {
        timers_.erase(found);
        return;
    }
    timer.running = false;
    timer.due = next_turn(timer.due, timer.period, port_.timer_time());
    turn.value().first = timer.due;
    queue_.insert(std::move(turn));
    publish();
}

} // namespace turnout::plugins
