// Something is done with handlers while nothing of them runs, and they go on.
#include "bench.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <mutex>
#include <thread>

using namespace turnout;
using namespace turnout::delivery;
using namespace turnout::delivery::test;

namespace {

constexpr std::chrono::milliseconds enough{20'000}, little{50};

HandleFunction succeed() {
    return [](const turnout_event&, turnout_outcome&) { return TURNOUT_OK; };
}

/// Ends with the arrangement `after`; counts.
struct Performance {
    Interlude of(const std::shared_ptr<FakeHandler>& handler, std::optional<Arrangement> after) {
        return {{handler},
                [this, handler, after] {
                    if (handler->running != 0) ++disturbed;
                    const int calls = handler->calls;
                    if (meanwhile) meanwhile();
                    if (handler->calls != calls) ++disturbed;
                    ++performed;
                    return after;
                },
                [this] { ++undone; }};
    }

    std::function<void()> meanwhile;
    std::atomic<int> performed{0}, undone{0}, disturbed{0};
};

} // namespace

TEST_CASE("Interlude: again and again under load nothing runs in it, and nothing is lost, doubled or out of order") {
    Bench bench;
    std::mutex mutex;
    std::vector<journal::Sequence> seen;
    auto handler = bench.handler([&](const turnout_event& event, turnout_outcome&) {
        const std::lock_guard lock{mutex};
        seen.push_back(event.sequence);
        return TURNOUT_OK;
    });
    bench.start({{route("r"), handler}});
    constexpr int events = 10'000;
    std::thread load{[&] {
        for (int count = 0; count < events / 50; ++count) {
            bench.add(50);
            std::this_thread::yield();
        }
    }};
    Performance performance;
    performance.meanwhile = [&] { bench.add(); };
    constexpr int times = 100;
    for (int count = 0; count < times; ++count) {
        const bool refused = count % 3 == 0;
        const auto after = refused ? std::nullopt : std::optional{Arrangement{{{route("r"), handler}}, {}}};
        const auto why = bench.engine->replace({{route("r"), handler}}, {}, enough, performance.of(handler, after));
        CHECK(why.has_value() == refused);
    }
    load.join();
    REQUIRE(bench.settled());
    CHECK(performance.performed == times);
    CHECK(performance.disturbed == 0);
    CHECK(performance.undone == 0);
    CHECK(seen.size() == events + times);
    CHECK(std::is_sorted(seen.begin(), seen.end()));
    CHECK(bench.engine->totals().done == events + times);
}

TEST_CASE("Interlude: other routes go on meanwhile") {
    Bench bench;
    auto handler = bench.handler(succeed()), other = bench.handler(succeed());
    bench.start({{route("r"), handler}, {route("other"), other}});
    Performance performance;
    performance.meanwhile = [&] {
        bench.add(10);
        CHECK(bench.until([&] { return other->calls == 10; }));
    };
    const std::vector<RouteBinding> routes{{route("r"), handler}, {route("other"), other}};
    CHECK_FALSE(bench.engine->replace(routes, {}, enough, performance.of(handler, Arrangement{routes, {}})));
    CHECK(performance.disturbed == 0);
    REQUIRE(bench.settled());
    CHECK(handler->calls == 10);
}

TEST_CASE("Interlude: a handler that does not return is not waited for longer than it may take, and nothing is done") {
    Bench bench{{}, false, {2, 64}};
    const Gate gate;
    auto handler = bench.handler([gate](const turnout_event& event, turnout_outcome&) {
        if (event.sequence == 1) gate.pass();
        return TURNOUT_OK;
    });
    const OpenAtEnd end{gate};
    bench.start({{route("r"), handler}});
    bench.add({"a"});
    REQUIRE(bench.until([&] { return handler->running != 0; }));
    Performance performance;
    const Arrangement same{{{route("r"), handler}}, {}};
    const auto refused = bench.engine->replace(same.routes, {}, little, performance.of(handler, same));
    REQUIRE(refused);
    CHECK(refused->find("plugin fake in 1 call") != std::string::npos);
    CHECK(performance.performed == 0);
    bench.add(10, {"b"});
    CHECK(bench.until([&] { return handler->calls == 11; }));
    gate.open();
    CHECK(bench.settled());
}

TEST_CASE("Interlude: what it ends with may have another handler in the place of the one") {
    Bench bench;
    auto handler = bench.handler(succeed()), next = bench.handler(succeed());
    bench.start({{route("r"), handler}});
    bench.add(3);
    REQUIRE(bench.settled());
    Performance performance;
    performance.meanwhile = [&] { bench.add(5); };
    CHECK_FALSE(bench.engine->replace({{route("r"), handler}}, {handler}, enough,
                                      performance.of(handler, Arrangement{{{route("r"), next}}, {next}})));
    bench.engine->dismiss(handler);
    REQUIRE(bench.settled());
    CHECK(handler->calls == 3);
    CHECK(next->calls == 5);
    CHECK(handler.use_count() == 1);
}

TEST_CASE("Interlude: a route that changes at the same time begins anew, with the same handler") {
    Bench bench;
    auto handler = bench.handler(succeed());
    bench.start({{route("r"), handler}});
    auto changed = route("r");
    changed.timeout = std::chrono::milliseconds{7'000};
    Performance performance;
    performance.meanwhile = [&] { bench.add(5); };
    const Arrangement wanted{{{changed, handler}, {route("more"), handler}}, {}};
    CHECK_FALSE(bench.engine->replace(wanted.routes, {}, enough, performance.of(handler, wanted)));
    bench.add(5);
    REQUIRE(bench.settled());
    CHECK(bench.engine->totals().done == 20); // each has all of them: they start at the oldest
    CHECK(bench.engine->route("r") != nullptr);
    CHECK(bench.engine->route("more") != nullptr);
}

TEST_CASE("Interlude: what was to change with it goes on as it was if that is what it ends with") {
    Bench bench;
    auto handler = bench.handler(succeed()), gone = bench.handler(succeed());
    bench.start({{route("r"), handler}, {route("gone"), gone}});
    Performance performance;
    performance.meanwhile = [&] { bench.add(5); };
    const Arrangement as_it_was{{{route("r"), handler}, {route("gone"), gone}}, {}};
    CHECK_FALSE(bench.engine->replace({{route("r"), handler}}, {}, enough, performance.of(handler, as_it_was)));
    REQUIRE(bench.settled());
    CHECK(handler->calls == 5);
    CHECK(gone->calls == 5);
    CHECK_FALSE(bench.journal->disk().cursors.at("gone").retired);
}

TEST_CASE("Interlude: what is deferred stays so, whether it is done or refused, and costs no attempt") {
    Bench bench;
    std::atomic<std::uint64_t> token{0};
    auto handler = bench.handler([&](const turnout_event& event, turnout_outcome&) {
        token = event.token;
        return TURNOUT_DEFERRED;
    });
    auto only_once = route("r");
    only_once.retry.attempts = 1;
    bench.start({{only_once, handler}});
    bench.add();
    REQUIRE(bench.until([&] { return bench.engine->totals().deferred == 1; }));
    Performance performance;
    const Arrangement same{{{only_once, handler}}, {}};
    CHECK(bench.engine->replace(same.routes, {}, enough, performance.of(handler, std::nullopt)));
    CHECK_FALSE(bench.engine->replace(same.routes, {}, enough, performance.of(handler, same)));
    CHECK(performance.performed == 2);
    CHECK(bench.engine->complete("fake", token, TURNOUT_OK, 0, ""));
    REQUIRE(bench.settled());
    CHECK(handler->calls == 1);
    CHECK(bench.engine->totals().done == 1);
}

TEST_CASE("Interlude: what was deferred goes to the handler that takes its place") {
    Bench bench{{}, false, {4, 256}};
    constexpr int many = 40; // more than a circuit needs to open
    auto handler = bench.handler([](const turnout_event&, turnout_outcome&) { return TURNOUT_DEFERRED; });
    auto next = bench.handler(succeed());
    bench.start({{route("r"), handler}});
    for (int count = 0; count < many; ++count) bench.add({std::to_string(count)});
    REQUIRE(bench.until([&] { return bench.engine->totals().deferred == many; }));
    Performance performance;
    CHECK_FALSE(bench.engine->replace({{route("r"), handler}}, {}, little,
                                      performance.of(handler, Arrangement{{{route("r"), next}}, {}})));
    REQUIRE(bench.settled());
    CHECK(next->calls == many);
}

TEST_CASE("Interlude: if the exchange fails what was given back does not open the circuit of the route that goes on") {
    Bench bench{{}, false, {4, 256}};
    constexpr int many = 40;
    std::atomic<bool> later{true};
    auto handler =
        bench.handler([&](const turnout_event&, turnout_outcome&) { return later ? TURNOUT_DEFERRED : TURNOUT_OK; });
    auto next = bench.handler(succeed());
    bench.start({{route("r"), handler}});
    for (int count = 0; count < many; ++count) bench.add({std::to_string(count)});
    REQUIRE(bench.until([&] { return bench.engine->totals().deferred == many; }));
    later = false;
    Performance performance;
    performance.meanwhile = [&] { bench.journal->refuse_opening(); };
    CHECK(bench.engine->replace({{route("r"), handler}}, {}, little,
                                performance.of(handler, Arrangement{{{route("r"), next}}, {}})));
    CHECK(performance.undone == 1);
    REQUIRE(bench.settled());
    CHECK(bench.engine->routes().front().circuit == CircuitState::closed);
    CHECK(handler->calls == 2 * many);
}

TEST_CASE("Interlude: a handler that hangs since then gets nothing more, and its events wait for the next one") {
    Bench bench;
    auto handler = bench.handler(succeed()), next = bench.handler(succeed());
    bench.start({{route("r"), handler}});
    Performance performance;
    performance.meanwhile = [&] { handler->hangs = true; };
    CHECK(bench.engine->replace({{route("r"), handler}}, {}, enough, performance.of(handler, std::nullopt)));
    bench.add(5);
    CHECK_FALSE(bench.engine->replace({{route("r"), next}}, {}, enough));
    REQUIRE(bench.settled());
    CHECK(handler->calls == 0);
    CHECK(next->calls == 5);
}

TEST_CASE("Interlude: it is undone before anything goes on if the exchange fails after it") {
    Bench bench;
    auto handler = bench.handler(succeed());
    bench.start({{route("r"), handler}});
    Performance performance;
    performance.meanwhile = [&] {
        bench.add(5);
        bench.journal->refuse_opening();
    };
    const Arrangement wanted{{{route("r"), handler}, {route("new"), handler}}, {}};
    const auto refused = bench.engine->replace(wanted.routes, {}, enough, performance.of(handler, wanted));
    REQUIRE(refused);
    CHECK(refused->find("the routes cannot be exchanged: ") == 0);
    CHECK(performance.undone == 1);
    REQUIRE(bench.settled());
    CHECK(handler->calls == 5);
    CHECK(bench.engine->route("new") == nullptr);
}
