// Who runs the timers of plugins.
#pragma once
#include <chrono>

namespace turnout::plugins {

/// Steady time, as its clock tells it.
using TimerMoment = std::chrono::steady_clock::time_point;

/// The delivery side. Any thread.
class TimerPort {
public:
    TimerPort() = default;
    TimerPort(const TimerPort&) = delete;
    TimerPort& operator=(const TimerPort&) = delete;
    virtual ~TimerPort() = default;

    virtual TimerMoment timer_time() const noexcept = 0;
    /// Handler::next_timer() of some handler may have changed.
    virtual void timers_changed() noexcept = 0;
};

} // namespace turnout::plugins
