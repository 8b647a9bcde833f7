// The C++ face over a fake host: what it owns, when that goes, and what it says of misuse.
#include <turnout/plugin.hpp>
#include <turnout/testing/fake_host.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>

using namespace turnout::testing;
using namespace std::chrono_literals;

namespace {

/// One delivery in the hands of a plugin.
struct Delivery {
    explicit Delivery(fake_host& to) : host(to), record(to.deliveries().begin(event::of("test.order", "1"))) {}

    turnout::context context() const { return {host.raw(), record}; }

    void returned(turnout_verdict verdict) const { host.deliveries().end(record.token, verdict); }

    fake_host& host;
    const turnout_event& record;
};

} // namespace

TEST_CASE("a timer that cancels itself gives its function back when that returns") {
    fake_host host;
    turnout::detail::timer_set timers{host.raw()};
    auto held = std::make_shared<int>(0);
    const std::weak_ptr<int> seen = held;
    turnout::timer self;
    bool whole = false;
    self = timers.every(10ms, [&, held = std::move(held)] {
        CHECK_FALSE(self.cancel());
        whole = !seen.expired(); // it is still running
    });
    host.clock().advance(1s);
    CHECK(whole);
    CHECK(seen.expired());
    CHECK(host.clock().timers() == 0);
}

TEST_CASE("a timer that is cancelled, or has called once, gives its function back") {
    fake_host host;
    turnout::detail::timer_set timers{host.raw()};
    auto often = std::make_shared<int>(0), once = std::make_shared<int>(0);
    const std::weak_ptr<int> often_seen = often, once_seen = once;
    auto periodic = timers.every(10ms, [held = std::move(often)] {});
    timers.after(15ms, [held = std::move(once)] {});
    host.clock().advance(10ms);
    CHECK(periodic.cancel());
    CHECK(often_seen.expired());
    CHECK_FALSE(periodic.cancel());
    CHECK_FALSE(once_seen.expired());
    host.clock().advance(10ms);
    CHECK(once_seen.expired());
}

TEST_CASE("a function may start and cancel timers, also when it goes") {
    struct Cancelling {
        turnout::timer other;

        ~Cancelling() { CHECK(other.cancel()); }
    };

    fake_host host;
    turnout::detail::timer_set timers{host.raw()};
    int calls = 0;
    auto last = std::make_shared<Cancelling>();
    last->other = timers.every(1h, [] {});
    auto first = timers.every(10ms, [&timers, &calls, last = std::move(last)] {
        if (++calls == 1) timers.after(0ms, [&calls] { calls += 100; });
    });
    host.clock().advance(10ms);
    CHECK(calls == 101);
    CHECK(first.cancel());
    CHECK(host.clock().timers() == 0);
}

TEST_CASE("a delay of 0 is for the next opportunity, never for the call itself") {
    fake_host host;
    turnout::detail::timer_set timers{host.raw()};
    int calls = 0;
    timers.after(0ms, [&] { ++calls; });
    CHECK(calls == 0);
    host.clock().advance(0ms);
    CHECK(calls == 1);
    CHECK_THROWS_AS(timers.after(-1ms, [] {}), turnout::timer_error);
    CHECK_THROWS_AS(timers.every(0ms, [] {}), turnout::timer_error);
}

TEST_CASE("a deferred delivery that was answered is empty, and says so") {
    fake_host host;
    const Delivery delivery{host};
    auto context = delivery.context();
    auto kept = context.defer();
    delivery.returned(TURNOUT_DEFERRED);
    CHECK(kept);
    CHECK(kept.event().type() == "test.order");
    CHECK(kept.answer(turnout::verdict::ok()));
    CHECK_FALSE(kept);
    CHECK_FALSE(kept.answer(turnout::verdict::ok()));
    CHECK_THROWS_WITH_AS(kept.event(), "turnout::deferred: it was answered, or moved to another one", std::logic_error);
    CHECK_THROWS_AS(kept.state(), std::logic_error);
    CHECK_THROWS_AS(kept.emit("custom.x", "1", "{}"), std::logic_error);
    CHECK(host.deliveries().open() == 0);
}

TEST_CASE("so is one that was moved from") {
    fake_host host;
    const Delivery delivery{host};
    auto context = delivery.context();
    auto from = context.defer();
    delivery.returned(TURNOUT_DEFERRED);
    auto to = std::move(from);
    CHECK_THROWS_AS(from.event(), std::logic_error); // NOLINT(bugprone-use-after-move): what this is about
    CHECK_FALSE(from.answer(turnout::verdict::ok()));
    CHECK(to.answer(turnout::verdict::ok()));
}

TEST_CASE("a delivery is deferred once") {
    fake_host host;
    const Delivery delivery{host};
    auto context = delivery.context();
    auto kept = context.defer();
    CHECK_THROWS_WITH_AS(static_cast<void>(context.defer()), "turnout: defer() was called twice for one delivery",
                         std::logic_error);
    CHECK(context.is_deferred());
    delivery.returned(TURNOUT_DEFERRED);
    CHECK(kept.answer(turnout::verdict::ok()));
}

TEST_CASE("a host that keeps no more events says so, and the delivery is not deferred") {
    fake_host host;
    host.deliveries().limit_retained(1);
    const Delivery first{host}, second{host};
    auto context = first.context(), late = second.context();
    auto kept = context.defer();
    CHECK_THROWS_AS(static_cast<void>(late.defer()), std::runtime_error);
    CHECK_FALSE(late.is_deferred());
    first.returned(TURNOUT_DEFERRED);
    second.returned(TURNOUT_RETRY);
    CHECK(kept.answer(turnout::verdict::ok()));
    CHECK(host.deliveries().open() == 0);
}

TEST_CASE("an error of the state says what is wrong with the call") {
    fake_host host;
    const turnout::state_store store{host.raw(), 0};
    CHECK_THROWS_WITH_AS(store.put("", "x"),
                         "state: a key has 1 to 256 bytes, a value at most 65536, and a time is longer than 0",
                         turnout::state_error);
    store.put("k", "v");
    CHECK(store.get("k") == "v");
    CHECK_FALSE(store.get("none"));
    CHECK(store.scan("").size() == 1);
}
