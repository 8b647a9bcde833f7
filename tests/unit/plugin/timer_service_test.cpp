// turnout.timer/1 with a clock that the test turns.
#include "core/plugin/timer_service.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <stdexcept>
#include <vector>

using namespace turnout::plugins;
using namespace std::chrono_literals;

namespace {

struct Port final : TimerPort {
    TimerMoment timer_time() const noexcept override {
        ++asked;
        return now;
    }

    void timers_changed() noexcept override { ++changes; }

    TimerMoment now{1h};
    int changes = 0;
    mutable int asked = 0;
};

struct Timers {
    explicit Timers(bool open = true) {
        if (open) service.open();
    }

    std::uint64_t start(std::uint64_t after_ms, std::uint64_t period_ms = 0) {
        return service.start(
            after_ms, period_ms,
            [](void* context, std::uint64_t timer) {
                auto& self = *static_cast<Timers*>(context);
                self.calls.push_back(timer);
                if (self.then) self.then(timer);
            },
            this);
    }

    /// Time passes, and a worker has as many turns as it wants.
    void pass(std::chrono::milliseconds time) {
        port.now += time;
        while (service.next() <= port.now) service.run_due(port.now);
    }

    Port port;
    TimerService service{port};
    std::vector<std::uint64_t> calls;
    std::function<void(std::uint64_t)> then;
};

using Calls = std::vector<std::uint64_t>;

} // namespace

TEST_CASE("timers: once, in the order in which they are due") {
    Timers timers;
    const auto late = timers.start(20);
    const auto soon = timers.start(10);
    const auto now = timers.start(0);
    CHECK(timers.service.next() == timers.port.now);
    CHECK(timers.port.changes == 4);
    timers.pass(0ms);
    CHECK(timers.calls == Calls{now});
    timers.pass(9ms);
    CHECK(timers.calls == Calls{now});
    timers.pass(11ms);
    CHECK(timers.calls == Calls{now, soon, late});
    CHECK(timers.service.next() == TimerMoment::max());
    CHECK(timers.service.cancel(late) == 0);
}

TEST_CASE("timers: again and again, and what was missed is left out") {
    Timers timers;
    const auto timer = timers.start(5, 10);
    timers.pass(5ms);
    timers.pass(10ms);
    CHECK(timers.calls.size() == 2);
    timers.pass(95ms);
    CHECK(timers.calls.size() == 3);
    CHECK(timers.service.next() == timers.port.now + 5ms); // in step with its beginning
    timers.then = [&](std::uint64_t) { timers.port.now += 25ms; };
    timers.pass(5ms);
    CHECK(timers.calls == Calls{timer, timer, timer, timer});
    CHECK(timers.service.next() == timers.port.now + 5ms);
}

TEST_CASE("timers: cancel tells whether the callback may still be running") {
    Timers timers;
    const auto waiting = timers.start(10, 10);
    CHECK(timers.service.cancel(waiting) == 1);
    CHECK(timers.service.cancel(waiting) == 0);
    CHECK(timers.service.cancel(0) == 0);
    timers.pass(100ms);
    CHECK(timers.calls.empty());
    const auto running = timers.start(10, 10);
    timers.then = [&](std::uint64_t number) {
        CHECK(timers.service.cancel(number) == 2);
        CHECK(timers.service.cancel(number) == 0);
    };
    timers.pass(100ms);
    timers.pass(100ms);
    CHECK(timers.calls == Calls{running});
}

TEST_CASE("timers: none before the plugin has started, none after it has stopped") {
    Timers timers{false};
    const auto early = timers.start(1);
    timers.pass(10ms);
    CHECK(timers.calls.empty());
    timers.service.open();
    timers.pass(0ms);
    CHECK(timers.calls == Calls{early});
    const auto left = timers.start(1, 1);
    timers.service.close();
    timers.pass(10ms);
    CHECK(timers.calls == Calls{early});
    CHECK(timers.start(1) == 0);
    CHECK(timers.service.cancel(left) == 0);
}

TEST_CASE("timers: one that comes back after the end asks nobody any more") {
    Timers timers;
    timers.start(1, 1);
    timers.then = [&](std::uint64_t) { timers.service.close(); };
    timers.port.now += 1ms;
    const int asked = timers.port.asked;
    timers.service.run_due(timers.port.now);
    CHECK(timers.calls.size() == 1);
    CHECK(timers.port.asked == asked);
    CHECK(timers.service.next() == TimerMoment::max());
}

TEST_CASE("timers: what is asked for wrongly, or too much, is refused") {
    Timers timers;
    CHECK(timers.service.start(1, 1, nullptr, nullptr) == 0);
    CHECK(timers.start(TURNOUT_TIMER_MAX_MS + 1) == 0);
    CHECK(timers.start(1, TURNOUT_TIMER_MAX_MS + 1) == 0);
    CHECK(timers.start(TURNOUT_TIMER_MAX_MS, TURNOUT_TIMER_MAX_MS) != 0);
    for (unsigned i = 1; i < TURNOUT_TIMER_MAX_TIMERS; ++i) REQUIRE(timers.start(1'000) != 0);
    CHECK(timers.start(1'000) == 0);
    timers.pass(1'000ms);
    CHECK(timers.start(1'000) != 0);
}

TEST_CASE("timers: an exception that crosses the boundary does not end a timer") {
    Timers timers;
    timers.start(1, 1);
    timers.then = [](std::uint64_t) { throw std::runtime_error("out"); };
    timers.port.now += 1ms;
    CHECK_THROWS_AS(timers.service.run_due(timers.port.now), std::runtime_error);
    timers.then = nullptr;
    timers.pass(1ms);
    CHECK(timers.calls.size() == 2);
}
