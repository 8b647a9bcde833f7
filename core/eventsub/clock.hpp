// Time as the host sees it. Whoever needs the time is handed a Clock, so that tests can turn it.
#pragma once
#include <chrono>

namespace turnout::eventsub {

/// Wall-clock time with the resolution of EventSub's timestamps.
using Time = std::chrono::sys_time<std::chrono::nanoseconds>;
using Duration = std::chrono::nanoseconds;
/// CLOCK_MONOTONIC; for deadlines and waiting.
using MonotonicTime = std::chrono::steady_clock::time_point;

/// Any thread may ask. Outlives whoever it is handed to.
class Clock {
public:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;

    virtual Time now() const = 0;
    virtual MonotonicTime monotonic() const = 0;
};

class SystemClock final : public Clock {
public:
    Time now() const override { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }

    MonotonicTime monotonic() const override { return std::chrono::steady_clock::now(); }
};

} // namespace turnout::eventsub
