// Timers of plugins on the engine's workers.
#include "bench.hpp"
#include "core/plugin/timer_service.hpp"

#include <doctest/doctest.h>

using namespace turnout;
using namespace turnout::delivery::test;
using namespace std::chrono_literals;

namespace {

/// A handler with timers. What runs in it, event or timer, is counted together.
class TimedHandler final : public plugins::Handler {
public:
    TimedHandler(plugins::TimerPort& port, std::uint32_t limit) : timers(port), limit_(limit) { timers.open(); }

    std::string_view name() const override { return "timed"; }

    std::string_view id() const override { return "test.timed"; }

    std::string_view version() const override { return "1"; }

    std::uint32_t max_concurrency() const override { return limit_; }

    bool handles(std::string_view, std::string_view) const override { return true; }

    turnout_verdict handle(const turnout_event&, turnout_outcome&) noexcept override {
        run(in_handle);
        ++events;
        return TURNOUT_OK;
    }

    plugins::TimerMoment next_timer() const noexcept override { return timers.next(); }

    void run_timer(plugins::TimerMoment now) noexcept override { timers.run_due(now); }

    void start(std::uint64_t after_ms, std::uint64_t period_ms = 0) {
        timers.start(
            after_ms, period_ms,
            [](void* context, std::uint64_t) {
                auto& self = *static_cast<TimedHandler*>(context);
                self.run(self.in_timer);
                ++self.ticks;
            },
            this);
    }

    plugins::TimerService timers;
    std::function<void()> in_handle, in_timer;
    std::atomic<int> events{0}, ticks{0}, running{0}, most_running{0};

private:
    void run(const std::function<void()>& what) {
        const int now = ++running;
        int most = most_running;
        while (most < now && !most_running.compare_exchange_weak(most, now)) {
        }
        if (what) what();
        --running;
    }

    std::uint32_t limit_;
};

struct TimedBench : Bench {
    explicit TimedBench(std::uint32_t limit = 1, config::Delivery limits = {4, 64})
        : Bench({}, false, limits),
          timed(std::make_shared<TimedHandler>(*engine, limit)) {}

    std::shared_ptr<TimedHandler> timed;
};

} // namespace

TEST_CASE("timers: they run without any event, also for a plugin that no route leads to") {
    TimedBench bench;
    bench.timed->start(3'600'000);
    bench.engine->start({}, {bench.timed});
    bench.timed->start(0);
    CHECK(bench.until([&] { return bench.timed->ticks == 1; }));
    bench.clock.advance(1h + 1s);
    CHECK(bench.until([&] { return bench.timed->ticks == 2; }));
}

TEST_CASE("timers: with max_concurrency 1 none is beside a handle() or another timer") {
    TimedBench bench;
    bench.timed->in_handle = [] { std::this_thread::sleep_for(100us); };
    bench.start({{route("all"), bench.timed}});
    bench.timed->start(1, 1);
    bench.timed->start(1, 1);
    for (int i = 0; i < 300; ++i) bench.add({.broadcaster = std::to_string(i)});
    CHECK(bench.settled());
    CHECK(bench.until([&] { return bench.timed->ticks >= 20; }));
    CHECK(bench.timed->events == 300);
    CHECK(bench.timed->most_running == 1);
}

TEST_CASE("timers: two of one plugin run beside each other if it allows it") {
    const Gate gate;
    TimedBench bench{2};
    const OpenAtEnd end{gate};
    bench.timed->in_timer = [gate] { gate.pass(); };
    bench.engine->start({}, {bench.timed});
    for (int i = 0; i < 3; ++i) bench.timed->start(0);
    CHECK(bench.until([&] { return bench.timed->running == 2; }));
    gate.open();
    CHECK(bench.until([&] { return bench.timed->ticks == 3; }));
    CHECK(bench.timed->most_running == 2);
}

TEST_CASE("timers: one that hangs is named, keeps its slot, and holds up no other plugin") {
    const Gate gate;
    TimedBench bench{1, {1, 64}};
    const OpenAtEnd end{gate};
    bench.timed->in_timer = [gate] { gate.pass(); };
    const auto other = bench.handler([](const auto&, auto&) { return TURNOUT_OK; });
    bench.start({{route("stuck"), bench.timed}, {route("other"), other}});
    bench.timed->start(0);
    CHECK(bench.until([&] { return bench.timed->running == 1; }));
    bench.add();
    CHECK(bench.until([&] { return other->calls == 1; }));
    bench.clock.advance(11s);
    CHECK(bench.until(
        [&] { return bench.log().find("plugin timed is in a timer for longer than 10 s") != std::string::npos; }));
    CHECK(bench.timed->events == 0);
    gate.open();
    CHECK(bench.until([&] { return bench.timed->events == 1; }));
}

TEST_CASE("timers: none begins once the engine stops, and the stop waits for the one that runs") {
    const Gate gate;
    TimedBench bench;
    const OpenAtEnd end{gate};
    bench.timed->in_timer = [gate] { gate.pass(); };
    bench.engine->start({}, {bench.timed});
    bench.timed->start(0, 1);
    CHECK(bench.until([&] { return bench.timed->running == 1; }));
    CHECK_FALSE(bench.engine->quiesce(10ms));
    gate.open();
    CHECK(bench.engine->quiesce(5s));
    CHECK(bench.timed->ticks == 1);
    CHECK(bench.engine->stop(5s));
    CHECK(bench.timed->ticks == 1);
}

TEST_CASE("timers: the stop waits no longer for one that was reported") {
    const Gate gate;
    TimedBench bench;
    const OpenAtEnd end{gate};
    bench.timed->in_timer = [gate] { gate.pass(); };
    bench.engine->start({}, {bench.timed});
    bench.timed->start(0, 1);
    CHECK(bench.until([&] { return bench.timed->running == 1; }));
    CHECK_FALSE(bench.engine->quiesce(10ms));
    bench.clock.advance(11s);
    CHECK(bench.engine->quiesce(5s));
    CHECK(bench.timed->running == 1);
}

TEST_CASE("timers: they find a worker although others occupy all of them") {
    const Gate gate;
    TimedBench bench{1, {1, 64}};
    const OpenAtEnd end{gate};
    const auto slow = bench.handler([gate](const auto&, auto&) {
        gate.pass();
        return TURNOUT_OK;
    });
    bench.engine->start({{route("slow"), slow}}, {bench.timed});
    bench.add();
    CHECK(bench.until([&] { return slow->running == 1; }));
    bench.timed->start(0);
    CHECK(bench.until([&] { return bench.timed->ticks == 1; }));
}

TEST_CASE("timers: none of a handler runs in its interlude, those of others do, and they go on after it") {
    TimedBench bench;
    const auto other = std::make_shared<TimedHandler>(*bench.engine, 1);
    const plugins::TimerMoment never = plugins::TimerMoment::max();
    bench.engine->start({}, {bench.timed, other});
    bench.timed->start(0, 1);
    other->start(0, 1);
    REQUIRE(bench.until([&] { return bench.timed->ticks > 2 && other->ticks > 2; }));
    int in_it = -1;
    const delivery::Interlude interlude{{bench.timed},
                                        [&]() -> std::optional<delivery::Arrangement> {
                                            const int before = bench.timed->ticks, others = other->ticks;
                                            CHECK(bench.timed->next_timer() != never); // it is due all the time
                                            CHECK(bench.until([&] { return other->ticks > others + 5; }));
                                            in_it = bench.timed->ticks - before;
                                            return delivery::Arrangement{{}, {bench.timed, other}};
                                        },
                                        [] {}};
    CHECK_FALSE(bench.engine->replace({}, {bench.timed, other}, 20s, interlude));
    CHECK(in_it == 0);
    const int after = bench.timed->ticks;
    CHECK(bench.until([&] { return bench.timed->ticks > after + 2; }));
}
