#include "core/delivery/circuit.hpp"

#include "bench.hpp"

#include <doctest/doctest.h>

#include <mutex>

using namespace turnout;
using namespace turnout::delivery::test;
using delivery::Circuit;
using delivery::CircuitState;
using std::chrono::seconds;

namespace {

config::Circuit limits() {
    config::Circuit limits;
    limits.minimum = 4;
    return limits;
}

/// A circuit with a clock beside it.
struct Wire {
    Circuit::Change attempt(bool failed) { return circuit.ended(circuit.begun(), failed, now); }

    void open() {
        for (int count = 0; count < 4; ++count) attempt(true);
        REQUIRE(circuit.state() == CircuitState::open);
    }

    Circuit circuit{limits()};
    eventsub::MonotonicTime now = eventsub::MonotonicTime{} + seconds{100'000};
};

delivery::RouteStatus status_of(const Bench& bench) {
    return bench.engine->routes().front();
}

bool has_state(const Bench& bench, CircuitState state) {
    return status_of(bench).circuit == state;
}

config::Route broken(const char* order_by = "none") {
    auto broken = route("all");
    broken.order_by = order_by;
    broken.retry.attempts = 3;
    broken.circuit.minimum = 10;
    return broken;
}

} // namespace

TEST_CASE("A circuit opens at the share of failures, not before the minimum of attempts") {
    Wire wire;
    CHECK(wire.attempt(true) == Circuit::Change::none);
    CHECK(wire.attempt(true) == Circuit::Change::none);
    CHECK(wire.attempt(true) == Circuit::Change::none);
    CHECK(wire.circuit.lets_go());
    CHECK(wire.attempt(true) == Circuit::Change::opened);
    CHECK(wire.circuit.state() == CircuitState::open);
    CHECK_FALSE(wire.circuit.lets_go());
    CHECK(wire.circuit.cause().failures == 4);
    CHECK(wire.circuit.cause().attempts == 4);
}

TEST_CASE("A circuit stays closed while fewer fail") {
    Wire wire;
    for (int count = 0; count < 100; ++count) {
        wire.attempt(false);
        wire.attempt(count % 3 == 0);
    }
    CHECK(wire.circuit.state() == CircuitState::closed);
    CHECK(wire.attempt(true) == Circuit::Change::none);
}

TEST_CASE("A circuit opens at exactly half, with the next failure") {
    Wire wire;
    wire.attempt(true);
    wire.attempt(false);
    wire.attempt(false);
    CHECK(wire.attempt(true) == Circuit::Change::opened);
}

TEST_CASE("What is older than the window counts no more") {
    Wire wire;
    for (int count = 0; count < 3; ++count) wire.attempt(true);
    wire.now += seconds{61};
    CHECK(wire.attempt(true) == Circuit::Change::none);
    wire.now += seconds{30};
    wire.attempt(true);
    wire.attempt(true);
    CHECK(wire.attempt(true) == Circuit::Change::opened); // four within the minute
}

TEST_CASE("Half open, one goes at a time, three good ones close it and a bad one opens it again") {
    Wire wire;
    wire.open();
    wire.now += seconds{29};
    CHECK_FALSE(wire.circuit.wake(wire.now));
    CHECK(wire.circuit.due() == wire.now + seconds{1});
    wire.now += seconds{1};
    REQUIRE(wire.circuit.wake(wire.now));
    CHECK_FALSE(wire.circuit.wake(wire.now));
    CHECK(wire.circuit.state() == CircuitState::half_open);
    CHECK(wire.circuit.due() == eventsub::MonotonicTime::max());
    const auto probe = wire.circuit.begun();
    CHECK_FALSE(wire.circuit.lets_go());
    CHECK(wire.circuit.ended(probe, false, wire.now) == Circuit::Change::none);
    CHECK(wire.circuit.lets_go());
    CHECK(wire.attempt(true) == Circuit::Change::opened_again);
    wire.now += seconds{30};
    REQUIRE(wire.circuit.wake(wire.now));
    CHECK(wire.attempt(false) == Circuit::Change::none);
    CHECK(wire.attempt(false) == Circuit::Change::none);
    CHECK(wire.attempt(false) == Circuit::Change::closed);
    CHECK(wire.circuit.lets_go());
    for (int count = 0; count < 3; ++count) CHECK(wire.attempt(true) == Circuit::Change::none); // it counts anew
}

TEST_CASE("What began before a circuit opened says nothing of later") {
    Wire wire;
    const auto early = wire.circuit.begun();
    wire.open();
    wire.now += seconds{30};
    REQUIRE(wire.circuit.wake(wire.now));
    CHECK(wire.circuit.ended(early, true, wire.now) == Circuit::Change::none);
    CHECK(wire.circuit.state() == CircuitState::half_open);
    CHECK(wire.circuit.lets_go());
}

TEST_CASE("A circuit that is off never opens") {
    auto off = limits();
    off.enabled = false;
    Circuit circuit{off};
    for (int count = 0; count < 1000; ++count) circuit.ended(circuit.begun(), true, {});
    CHECK(circuit.lets_go());
}

TEST_CASE("A plugin that fails constantly gets a rest, no event loses attempts, and probes end it") {
    Bench bench;
    std::atomic<bool> works{false};
    auto handler = bench.handler([&](const turnout_event&, turnout_outcome& outcome) {
        if (works) return TURNOUT_OK;
        say(outcome, "the other side is down");
        return TURNOUT_RETRY;
    });
    bench.start({{broken(), handler}});
    bench.add(200);
    REQUIRE(bench.until([&] { return has_state(bench, CircuitState::open); }));
    CHECK(status_of(bench).reason.find("the other side is down") != std::string::npos);
    CHECK(bench.log().find("its circuit opens") != std::string::npos);
    // At most what was in handle() when it opened comes on top, and nothing comes later.
    REQUIRE(bench.until([&] { return status_of(bench).running == 0; }));
    const int calls = handler->calls;
    CHECK(calls <= 10 + 4);
    bench.clock.advance(std::chrono::milliseconds{20'000}); // due are all that were tried
    bench.engine->notify();
    bench.add(100);
    REQUIRE(bench.until([&] { return status_of(bench).in_memory >= 60; }));
    CHECK(handler->calls == calls);
    CHECK(bench.journal->disk().of(journal::ParkedState::dead).empty());

    bench.clock.advance(std::chrono::milliseconds{11'000});
    bench.engine->notify();
    REQUIRE(bench.until([&] { return bench.log().find("stays open") != std::string::npos; }));
    CHECK(handler->calls == calls + 1); // one probe

    works = true;
    bench.clock.advance(std::chrono::milliseconds{31'000});
    bench.engine->notify();
    REQUIRE(bench.settled());
    CHECK(has_state(bench, CircuitState::closed));
    CHECK(status_of(bench).reason.empty());
    CHECK(bench.log().find("is closed again") != std::string::npos);
    CHECK(bench.engine->totals().done == 300);
    CHECK(bench.engine->totals().dead == 0);
    CHECK(bench.journal->disk().rows.empty());
}

TEST_CASE("Waiting rows alone close a circuit again, in order per key") {
    Bench bench;
    std::atomic<bool> works{false};
    std::mutex mutex;
    std::map<std::string, std::vector<std::uint64_t>> handled;
    auto handler = bench.handler([&](const turnout_event& event, turnout_outcome&) {
        if (!works) return TURNOUT_RETRY;
        const std::lock_guard lock{mutex};
        handled[std::string{text(event.ordering_key)}].push_back(event.sequence);
        return TURNOUT_OK;
    });
    bench.start({{broken("broadcaster"), handler}});
    for (int index = 0; index < 200; ++index) bench.add({.broadcaster = std::to_string(index % 20)});
    REQUIRE(bench.until([&] { return has_state(bench, CircuitState::open); }));
    works = true;
    bench.clock.advance(std::chrono::milliseconds{31'000});
    bench.engine->notify();
    REQUIRE(bench.settled());
    const std::lock_guard lock{mutex};
    CHECK(handled.size() == 20);
    for (const auto& [key, sequences] : handled) {
        CHECK(sequences.size() == 10);
        CHECK(std::is_sorted(sequences.begin(), sequences.end()));
    }
}

TEST_CASE("An attempt that was charged and does not begin is taken back") {
    constexpr int events = 40;
    Bench bench{{}, false, {1, 64}};
    const Gate gate;
    const OpenAtEnd end{gate};
    std::atomic<bool> block{false};
    std::atomic<int> second{0};
    auto handler = bench.handler([&, gate](const turnout_event& event, turnout_outcome&) {
        if (event.attempt == 2) ++second;
        if (block) gate.pass();
        return TURNOUT_RETRY;
    });
    auto patient = route("all");
    patient.order_by = "none";
    patient.circuit.enabled = false;
    patient.retry.attempts = 100;
    patient.retry.backoff_min = patient.retry.backoff_max = std::chrono::milliseconds{60'000};
    bench.start({{patient, handler}});
    bench.add(events);
    const auto waiting = [&] { return bench.journal->disk().of(journal::ParkedState::waiting); };
    REQUIRE(bench.until([&] { return waiting().size() == events; }));
    block = true;
    bench.clock.advance(std::chrono::milliseconds{61'000});
    bench.engine->notify();
    const auto attempts = [&] {
        std::size_t all = 0;
        for (const auto& row : waiting()) all += row.attempts;
        return all;
    };
    REQUIRE(bench.until([&] { return second == 1 && attempts() == 2 * events; })); // all charged, one runs
    std::thread stop{[&] { bench.engine->stop(std::chrono::seconds{10}); }};
    CHECK(bench.until([&] { return attempts() == events + 1; })); // all but that one are as they were
    gate.open();
    stop.join();
    for (const auto& row : waiting()) CHECK(row.last_attempt < row.next_attempt);
}

TEST_CASE("A timeout is a failure for the circuit, a rejection is none") {
    Bench bench{{}, false, {8, 64}};
    const Gate gate;
    const OpenAtEnd end{gate};
    std::atomic<bool> hang{false};
    std::atomic<int> hanging{0};
    auto handler = bench.handler([&, gate](const turnout_event&, turnout_outcome&) {
        if (!hang) return TURNOUT_REJECT;
        ++hanging;
        gate.pass();
        return TURNOUT_OK;
    });
    auto watched = broken();
    watched.circuit.minimum = 4;
    watched.circuit.failures = 15;
    watched.concurrency = 4;
    bench.start({{watched, handler}});
    bench.add(20);
    REQUIRE(bench.settled());
    CHECK(has_state(bench, CircuitState::closed));
    hang = true;
    bench.add(20);
    REQUIRE(bench.until([&] { return hanging == 4; }));
    bench.clock.advance(std::chrono::milliseconds{11'000});
    bench.engine->notify();
    REQUIRE(bench.until([&] { return has_state(bench, CircuitState::open); }));
    CHECK(status_of(bench).reason.find("4 of the last 24 attempts failed") != std::string::npos);
    hang = false;
    gate.open();
    bench.clock.advance(std::chrono::milliseconds{31'000});
    bench.engine->notify();
    CHECK(bench.settled());
}
