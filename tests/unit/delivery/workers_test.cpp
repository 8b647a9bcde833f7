// The number of workers changes while events flow.
#include "bench.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

using namespace turnout;
using namespace turnout::delivery::test;

namespace {

config::Route unordered(const char* name, const char* type = "") {
    auto made = route(name);
    made.order_by = "none";
    made.type = type;
    return made;
}

/// Threads of this process that are called "worker-N".
std::size_t workers() {
    std::size_t count = 0;
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
        std::ifstream file(task.path() / "comm");
        std::string name;
        if (std::getline(file, name) && name.starts_with("worker-")) ++count;
    }
    return count;
}

/// What a plugin may leave in a thread: its end waits.
struct SlowEnd {
    explicit SlowEnd(Gate the_gate) : gate(std::move(the_gate)) {}

    SlowEnd(const SlowEnd&) = delete;
    SlowEnd& operator=(const SlowEnd&) = delete;

    ~SlowEnd() { gate.pass(); }

    Gate gate;
};

std::size_t slots(const Bench& bench) {
    return bench.engine->plugins().front().slots;
}

} // namespace

TEST_CASE("With more workers more handlers run at once, at once") {
    Bench bench{{}, false, {2, 64}};
    const Gate gate;
    const OpenAtEnd end{gate};
    auto handler = bench.handler([gate](const turnout_event&, turnout_outcome&) {
        gate.pass();
        return TURNOUT_OK;
    });
    bench.start({{unordered("r"), handler}});
    bench.add(20);
    REQUIRE(bench.until([&] { return handler->running == 2; }));
    CHECK(slots(bench) == 2);
    bench.engine->set_workers(5);
    REQUIRE(bench.until([&] { return handler->running == 5; }));
    CHECK(slots(bench) == 5);
    CHECK(workers() == 5);
    gate.open();
    REQUIRE(bench.settled());
    CHECK(handler->calls == 20);
    CHECK(handler->most_running == 5);
}

TEST_CASE("With fewer workers as many end as come back from their plugin, which nobody waits for") {
    constexpr int before = 6, after = 2, events = 40;
    Bench bench{{}, false, {before, 64}};
    const Gate first, second;
    const OpenAtEnd end{first}, other_end{second};
    std::atomic<int> begun{0}, later{0}, most_later{0};
    auto handler = bench.handler([&, first, second](const turnout_event&, turnout_outcome&) {
        if (++begun <= before) {
            first.pass();
            return TURNOUT_OK;
        }
        const int now = ++later;
        most_later = std::max<int>(most_later, now);
        second.pass();
        --later;
        return TURNOUT_OK;
    });
    bench.start({{unordered("r"), handler}});
    bench.add(events);
    REQUIRE(bench.until([&] { return handler->running == before; }));
    bench.engine->set_workers(after);
    CHECK(handler->running == before);
    first.open();
    REQUIRE(bench.until([&] { return handler->running == after && workers() == after; }));
    CHECK(slots(bench) == after);
    second.open();
    REQUIRE(bench.settled());
    CHECK(handler->calls == events);
    CHECK(most_later <= after);
    CHECK(workers() == after);
}

TEST_CASE("Idle workers end when there are to be fewer, and what comes then is handled") {
    Bench bench{{}, false, {8, 64}};
    auto handler = bench.handler([](const turnout_event&, turnout_outcome&) { return TURNOUT_OK; });
    bench.start({{unordered("r"), handler}});
    REQUIRE(bench.until([] { return workers() == 8; }));
    bench.engine->set_workers(0); // means one
    REQUIRE(bench.until([] { return workers() == 1; }));
    bench.add(100);
    REQUIRE(bench.settled());
    CHECK(handler->calls == 100);
}

TEST_CASE("Handlers that are stuck hold up neither fewer workers nor what other plugins are to do meanwhile") {
    Bench bench{{}, false, {4, 64}};
    const Gate gate;
    const OpenAtEnd end{gate};
    auto stuck = bench.handler([gate](const turnout_event&, turnout_outcome&) {
        gate.pass();
        return TURNOUT_OK;
    });
    auto quick = bench.handler([](const turnout_event&, turnout_outcome&) { return TURNOUT_OK; });
    bench.start({{unordered("stuck", "channel.follow"), stuck}, {unordered("quick", "stream.online"), quick}});
    bench.add(10);
    REQUIRE(bench.until([&] { return stuck->running == 4; }));
    bench.engine->set_workers(1);
    for (int index = 0; index < 50; ++index) bench.add({.type = "stream.online", .version = "1"});
    REQUIRE(bench.until([&] { return quick->calls == 50; })); // by a spare one
    CHECK(stuck->running == 4);
    const auto then = workers();
    CHECK(then > 4);
    gate.open();
    REQUIRE(bench.settled());
    CHECK(stuck->calls == 10);
    CHECK(bench.until([&] { return workers() <= then - 3; }));
}

TEST_CASE("Workers that were to end and have not stay when there are to be more again") {
    Bench bench{{}, false, {4, 64}};
    const Gate gate;
    const OpenAtEnd end{gate};
    auto handler = bench.handler([gate](const turnout_event&, turnout_outcome&) {
        gate.pass();
        return TURNOUT_OK;
    });
    bench.start({{unordered("r"), handler}});
    bench.add(12);
    REQUIRE(bench.until([&] { return handler->running == 4; }));
    bench.engine->set_workers(1);
    bench.engine->set_workers(3);
    CHECK(workers() == 4);
    CHECK(handler->running == 4);
    gate.open();
    REQUIRE(bench.settled());
    CHECK(handler->calls == 12);
    CHECK(bench.until([] { return workers() == 3; }));
}

TEST_CASE("The number of workers changes again and again under load, and every event is handled once") {
    constexpr std::size_t events = 20'000;
    Bench bench;
    std::mutex mutex;
    std::map<std::pair<std::string, journal::Sequence>, int> times; // by route, too
    auto handler = bench.handler([&](const turnout_event& event, turnout_outcome&) {
        const std::lock_guard lock{mutex};
        ++times[{std::string{text(event.route)}, event.sequence}];
        return TURNOUT_OK;
    });
    bench.start({{route("ordered"), handler}, {unordered("unordered"), handler}});
    std::thread load{[&] {
        for (std::size_t count = 0; count < events / 50; ++count) {
            bench.add(50);
            std::this_thread::yield();
        }
    }};
    for (std::size_t count = 0; count < 200; ++count) bench.engine->set_workers(1 + count * 7 % 16);
    load.join();
    bench.engine->set_workers(3);
    REQUIRE(bench.settled());
    CHECK(times.size() == 2 * events);
    CHECK(std::all_of(times.begin(), times.end(), [](const auto& one) { return one.second == 1; }));
    CHECK(bench.until([] { return workers() >= 3 && workers() <= 3 + 3; })); // with a spare one per route and plugin
}

TEST_CASE("A worker that a plugin keeps at its end stops nobody else") {
    Bench bench{{}, false, {4, 64}};
    const Gate gate;
    const OpenAtEnd end{gate};
    auto handler = bench.handler([gate](const turnout_event&, turnout_outcome&) {
        thread_local const SlowEnd slow{gate};
        return TURNOUT_OK;
    });
    bench.start({{unordered("r"), handler}});
    bench.add(200);
    REQUIRE(bench.settled());
    for (std::size_t count : {1U, 3U, 1U}) bench.engine->set_workers(count);
    bench.add(200);
    CHECK(bench.settled());
    CHECK_FALSE(bench.engine->replace({{unordered("other"), handler}}, {}, std::chrono::seconds{20}));
    gate.open();
    CHECK(bench.until([] { return workers() == 1; }));
}
