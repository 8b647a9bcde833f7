// A clock that stands until a test turns it.
#pragma once
#include "core/eventsub/clock.hpp"

#include <atomic>

namespace turnout::test {

/// Any thread may ask, also while it is turned.
class TestClock final : public eventsub::Clock {
public:
    eventsub::Time now() const override { return start + eventsub::Duration(turned_.load()); }

    eventsub::MonotonicTime monotonic() const override {
        return eventsub::MonotonicTime(std::chrono::hours(1)) + eventsub::Duration(turned_.load());
    }

    void turn(eventsub::Duration by) { turned_ += by.count(); }

private:
    static constexpr eventsub::Time start{std::chrono::sys_days(std::chrono::year(2026) / 3 / 14)};
    std::atomic<eventsub::Duration::rep> turned_{0};
};

} // namespace turnout::test
