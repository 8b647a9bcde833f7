// Routes and plugins are exchanged while events flow.
#include "bench.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <thread>

using namespace turnout;
using namespace turnout::delivery::test;

namespace {

constexpr std::chrono::milliseconds enough{20'000}, little{50};

HandleFunction succeed() {
    return [](const turnout_event&, turnout_outcome&) { return TURNOUT_OK; };
}

/// Remembers how often it was handed each event.
struct Seen {
    HandleFunction handler(turnout_verdict verdict = TURNOUT_OK) {
        return [this, verdict](const turnout_event& event, turnout_outcome&) {
            const std::lock_guard lock{mutex};
            ++times[event.sequence];
            return verdict;
        };
    }

    std::size_t count() const {
        const std::lock_guard lock{mutex};
        return times.size();
    }

    mutable std::mutex mutex;
    std::map<journal::Sequence, int> times;
};

bool all_once(const Seen& seen) {
    return std::all_of(seen.times.begin(), seen.times.end(), [](const auto& one) { return one.second == 1; });
}

} // namespace

TEST_CASE("Promise 5: plugins are exchanged again and again under load, nothing is lost or settled twice") {
    Bench bench;
    Seen seen;
    auto handler = bench.handler(seen.handler());
    bench.start({{route("r"), handler}});
    constexpr int exchanges = 100, events = 20'000;
    std::thread load{[&] {
        for (int count = 0; count < events / 50; ++count) {
            bench.add(50);
            std::this_thread::yield();
        }
    }};
    for (int count = 0; count < exchanges; ++count) {
        auto next = bench.handler(seen.handler());
        const auto refused = bench.engine->replace({{route("r"), next}}, {}, enough);
        CHECK_FALSE(refused);
        bench.engine->dismiss(handler);
        CHECK(handler.use_count() == 1);
        handler = next;
    }
    load.join();
    REQUIRE(bench.settled());
    CHECK(seen.count() == events);
    CHECK(all_once(seen));
    CHECK(bench.told().size() == events);
    CHECK(bench.engine->totals().done == events);
    CHECK(bench.engine->figures().front().ok == events);
}

TEST_CASE("Promise 5: a handler that does not return refuses the exchange, and the old one goes on") {
    Bench bench{{}, false, {2, 64}};
    const Gate gate;
    std::atomic<bool> inside{false};
    auto old = bench.handler([gate, &inside](const turnout_event& event, turnout_outcome&) {
        if (event.sequence != 1) return TURNOUT_OK;
        inside = true;
        gate.pass();
        return TURNOUT_OK;
    });
    auto next = bench.handler(succeed());
    const OpenAtEnd end{gate};
    bench.start({{route("r"), old}});
    bench.add({"a"});
    REQUIRE(bench.until([&] { return inside.load(); }));
    const auto refused = bench.engine->replace({{route("r"), next}}, {}, little);
    REQUIRE(refused);
    CHECK(refused->find("plugin fake in 1 call") != std::string::npos);
    bench.add(10, {"b"});
    REQUIRE(bench.until([&] { return old->calls == 11; }));
    gate.open();
    REQUIRE(bench.settled());
    CHECK(next->calls == 0);
    CHECK_FALSE(bench.engine->replace({{route("r"), next}}, {}, enough));
    bench.add();
    REQUIRE(bench.settled());
    CHECK(next->calls == 1);
}

TEST_CASE("What was deferred when the time is over goes to the next handler, and the old one cannot complete it") {
    Bench bench;
    std::atomic<std::uint64_t> token{0};
    auto old = bench.handler([&](const turnout_event& event, turnout_outcome&) {
        token = event.token;
        return TURNOUT_DEFERRED;
    });
    auto next = bench.handler(succeed());
    bench.start({{route("r"), old}});
    bench.add();
    REQUIRE(bench.until([&] { return bench.engine->totals().deferred == 1; }));
    CHECK_FALSE(bench.engine->replace({{route("r"), next}}, {}, little));
    CHECK_FALSE(bench.engine->complete("fake", token, TURNOUT_OK, 0, {}));
    REQUIRE(bench.settled());
    CHECK(next->calls == 1);
    CHECK(bench.engine->totals().done == 1);
    CHECK(bench.engine->totals().late_completions == 1);
}

TEST_CASE("What is completed in time is settled before the exchange") {
    Bench bench;
    auto& engine = *bench.engine;
    std::atomic<std::uint64_t> token{0};
    auto old = bench.handler([&](const turnout_event& event, turnout_outcome&) {
        token = event.token;
        return TURNOUT_DEFERRED;
    });
    auto next = bench.handler(succeed());
    bench.start({{route("r"), old}});
    bench.add();
    REQUIRE(bench.until([&] { return engine.totals().deferred == 1; }));
    std::thread plugin{[&] { CHECK(engine.complete("fake", token, TURNOUT_OK, 0, {})); }};
    CHECK_FALSE(engine.replace({{route("r"), next}}, {}, enough));
    plugin.join();
    CHECK(engine.totals().done == 1);
    CHECK(next->calls == 0);
}

TEST_CASE("Events that a handler retains are taken from it when it is dismissed") {
    Bench bench;
    std::atomic<std::uint64_t> token{0};
    auto old = bench.handler([&](const turnout_event& event, turnout_outcome&) {
        token = event.token;
        return bench.engine->retain("fake", event.token) ? TURNOUT_OK : TURNOUT_REJECT;
    });
    bench.start({{route("r"), old}});
    bench.add();
    REQUIRE(bench.settled());
    REQUIRE(bench.engine->totals().done == 1);
    auto next = bench.handler(succeed());
    REQUIRE_FALSE(bench.engine->replace({{route("r"), next}}, {}, enough));
    bench.engine->dismiss(old);
    CHECK_FALSE(bench.engine->release("fake", token));
    CHECK(old.use_count() == 1);
    bench.add(3);
    REQUIRE(bench.settled());
    CHECK(next->calls == 3);
}

TEST_CASE("Routes come and go: the rest is undisturbed, what waited on a removed one is kept as retired") {
    Bench bench;
    const Gate gate;
    auto waiting = bench.handler([](const turnout_event&, turnout_outcome& outcome) {
        say(outcome, "not today", 3'600'000);
        return TURNOUT_RETRY;
    });
    auto busy = bench.handler([gate](const turnout_event&, turnout_outcome&) {
        gate.pass();
        return TURNOUT_OK;
    });
    auto next = bench.handler(succeed());
    const OpenAtEnd end{gate};
    bench.start({{route("gone"), waiting}, {route("stays"), busy}});
    bench.add(5);
    REQUIRE(bench.until([&] { return bench.journal->disk().rows.size() == 5 && busy->running != 0; }));
    // A handler that is kept may be in the middle of something.
    CHECK_FALSE(bench.engine->replace({{route("new"), next}, {route("stays"), busy}}, {}, enough));
    bench.engine->retire_unknown();
    CHECK(bench.journal->disk().cursors.at("gone").retired);
    CHECK(bench.journal->disk().rows.size() == 5);
    REQUIRE(bench.until([&] { return next->calls == 5; })); // it begins with the oldest
    gate.open();
    bench.add();
    REQUIRE(bench.settled());
    CHECK(next->calls == 6);
    CHECK(busy->calls == 6);
    CHECK(waiting->calls < 6);
}

TEST_CASE("An exchange is done, though what is left of a route cannot be retired until later") {
    Bench bench;
    auto gone = bench.handler(succeed()), stays = bench.handler(succeed());
    bench.start({{route("gone"), gone}, {route("stays"), stays}});
    bench.journal->refuse_retiring(true);
    CHECK_FALSE(bench.engine->replace({{route("stays"), stays}}, {}, enough));
    CHECK_THROWS_AS(bench.engine->retire_unknown(), journal::JournalError);
    bench.add(3);
    REQUIRE(bench.settled());
    CHECK(stays->calls == 3);
    CHECK(gone->calls == 0);
    CHECK_FALSE(bench.journal->disk().cursors.at("gone").retired);
    bench.journal->refuse_retiring(false);
    bench.engine->retire_unknown();
    CHECK(bench.journal->disk().cursors.at("gone").retired);
    CHECK_FALSE(bench.journal->disk().cursors.at("stays").retired);
}

TEST_CASE("A route that is renamed while events flow takes over what waits") {
    Bench bench;
    std::atomic<bool> well{false};
    auto handler = bench.handler([&](const turnout_event&, turnout_outcome& outcome) {
        say(outcome, "not yet", 1);
        return well ? TURNOUT_OK : TURNOUT_RETRY;
    });
    auto before = route("before");
    before.retry.attempts = 1'000'000;
    before.circuit.enabled = false;
    bench.start({{before, handler}});
    bench.add(20);
    REQUIRE(bench.until([&] { return handler->calls > 20; }));
    auto after = before;
    after.name = "after";
    after.renamed_from = "before";
    CHECK_FALSE(bench.engine->replace({{after, handler}}, {}, enough));
    well = true;
    REQUIRE(bench.settled());
    CHECK(bench.engine->totals().done == 20);
    CHECK_FALSE(bench.journal->disk().cursors.contains("before"));
    CHECK(bench.journal->disk().cursors.at("after").settled_to == 20);
}

TEST_CASE("A changed route keeps the order of its events, with one that waits for another attempt before them") {
    Bench bench;
    std::atomic<bool> well{false};
    std::mutex mutex;
    std::vector<journal::Sequence> done;
    auto handler = bench.handler([&](const turnout_event& event, turnout_outcome& outcome) {
        say(outcome, "not yet", 5);
        if (!well) return TURNOUT_RETRY;
        const std::lock_guard lock{mutex};
        done.push_back(event.sequence);
        return TURNOUT_OK;
    });
    auto first = route("r");
    first.retry.attempts = 1'000'000;
    first.circuit.enabled = false;
    bench.start({{first, handler}});
    bench.add(200);
    REQUIRE(bench.until([&] { return handler->calls > 3; }));
    for (const auto timeout : {5'000, 6'000, 7'000}) {
        first.timeout = std::chrono::milliseconds{timeout};
        CHECK_FALSE(bench.engine->replace({{first, handler}}, {}, enough));
        bench.add(10);
    }
    well = true;
    REQUIRE(bench.settled());
    CHECK(done.size() == 230);
    CHECK(std::is_sorted(done.begin(), done.end()));
}

TEST_CASE("A plugin that comes later serves the route whose events waited for it") {
    Bench bench;
    bench.start({{route("r"), nullptr}});
    bench.add(10);
    auto handler = bench.handler(succeed());
    CHECK_FALSE(bench.engine->replace({{route("r"), handler}}, {}, enough));
    REQUIRE(bench.settled());
    CHECK(handler->calls == 10);
    CHECK_FALSE(bench.engine->replace({{route("r"), nullptr}}, {}, enough));
    bench.engine->dismiss(handler);
    bench.add(10);
    CHECK(bench.engine->routes().front().reason == "plugin fake does not run");
    CHECK(handler.use_count() == 1);
}

TEST_CASE("While the journal has given up nothing is exchanged") {
    Bench bench;
    auto old = bench.handler(succeed());
    bench.start({{route("r"), old}});
    bench.journal->fail();
    bench.add();
    REQUIRE(bench.until([&] { return !bench.engine->trouble().empty(); }));
    const auto refused = bench.engine->replace({{route("r"), bench.handler(succeed())}}, {}, little);
    REQUIRE(refused);
    CHECK(refused->find("journal") != std::string::npos);
}
