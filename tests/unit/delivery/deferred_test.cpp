// Deferred deliveries: tokens, completions from anywhere, deadlines, memory that is kept.
#include "bench.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <mutex>
#include <thread>

using namespace turnout;
using namespace turnout::delivery::test;

namespace {

/// Defers everything and keeps the tokens.
class Deferring {
public:
    turnout_verdict operator()(const turnout_event& event, turnout_outcome&) {
        const std::lock_guard lock{mutex_};
        tokens_.push_back(event.token);
        return TURNOUT_DEFERRED;
    }

    std::vector<std::uint64_t> tokens() const {
        const std::lock_guard lock{mutex_};
        return tokens_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::uint64_t> tokens_;
};

struct DeferredBench : Bench {
    Deferring deferring;
    std::shared_ptr<FakeHandler> plugin =
        handler([this](const auto& event, auto& outcome) { return deferring(event, outcome); });

    /// The tokens once so many deliveries are deferred.
    std::vector<std::uint64_t> await(std::size_t count) {
        REQUIRE(until([&] { return engine->totals().deferred == count; }));
        return deferring.tokens();
    }

    ~DeferredBench() { engine->stop(std::chrono::milliseconds{0}); }
};

} // namespace

TEST_CASE("A deferred delivery is settled when it is completed, once") {
    DeferredBench bench;
    bench.start({{route("all"), bench.plugin}});
    bench.add();
    const auto token = bench.await(1).front();
    CHECK_FALSE(bench.engine->idle());
    CHECK(bench.engine->complete("fake", token, TURNOUT_OK, 0, {}));
    CHECK_FALSE(bench.engine->complete("fake", token, TURNOUT_OK, 0, {}));
    REQUIRE(bench.settled());
    CHECK_FALSE(bench.engine->complete("fake", token, TURNOUT_OK, 0, {}));
    CHECK(bench.engine->totals().done == 1);
    CHECK(bench.engine->totals().late_completions == 2);
}

TEST_CASE("Forged tokens and verdicts that end nothing are refused and counted") {
    DeferredBench bench;
    bench.start({{route("all"), bench.plugin}});
    bench.add();
    const auto token = bench.await(1).front();
    for (const std::uint64_t forged : {std::uint64_t{0}, std::uint64_t{1}, token + 1, token ^ (std::uint64_t{1} << 40)})
        CHECK_FALSE(bench.engine->complete("fake", forged, TURNOUT_OK, 0, {}));
    CHECK_FALSE(bench.engine->complete("fake", token, TURNOUT_DEFERRED, 0, {}));
    CHECK_FALSE(bench.engine->complete("fake", token, 77, 0, {}));
    CHECK(bench.engine->totals().late_completions == 6);
    CHECK(bench.engine->complete("fake", token, TURNOUT_REJECT, 0, "no good"));
    REQUIRE(bench.settled());
    const auto dead = bench.journal->disk().of(journal::ParkedState::dead);
    REQUIRE(dead.size() == 1);
    CHECK(dead[0].reason == "no good");
}

TEST_CASE("A completion before handle() has returned is the verdict") {
    for (const turnout_verdict late : {TURNOUT_DEFERRED, TURNOUT_RETRY}) {
        Bench bench;
        auto handler = bench.handler([&](const turnout_event& event, turnout_outcome&) {
            std::thread{[&] { CHECK(bench.engine->complete("fake", event.token, TURNOUT_OK, 0, {})); }}.join();
            CHECK_FALSE(bench.engine->complete("fake", event.token, TURNOUT_REJECT, 0, {}));
            return late;
        });
        bench.start({{route("all"), handler}});
        bench.add();
        REQUIRE(bench.settled());
        CHECK(handler->calls == 1);
        CHECK(bench.engine->totals().done == 1);
        CHECK(bench.engine->totals().late_completions == 1);
    }
}

TEST_CASE("A deferred delivery keeps its lane and counts as concurrency") {
    DeferredBench bench;
    auto limited = route("limited");
    limited.concurrency = 2;
    bench.start({{limited, bench.plugin}});
    bench.add({.broadcaster = "1"});
    bench.add({.broadcaster = "1"});
    bench.add({.broadcaster = "2"});
    bench.add({.broadcaster = "3"});
    auto tokens = bench.await(2);
    CHECK(bench.plugin->calls == 2);
    CHECK(
        bench.engine->complete("fake", tokens[1], TURNOUT_OK, 0, {})); // of broadcaster 2: now 3 may go, 1's second not
    tokens = bench.await(3);
    CHECK(bench.engine->complete("fake", tokens[0], TURNOUT_OK, 0, {}));
    tokens = bench.await(4);
    CHECK(bench.engine->complete("fake", tokens[2], TURNOUT_OK, 0, {}));
    CHECK(bench.engine->complete("fake", tokens[3], TURNOUT_OK, 0, {}));
    CHECK(bench.settled());
}

TEST_CASE("A deferred delivery that is not completed by its deadline is tried again, and the late one refused") {
    DeferredBench bench;
    auto hurried = route("all");
    hurried.timeout = std::chrono::milliseconds{30'000};
    bench.start({{hurried, bench.plugin}});
    bench.add();
    const auto first = bench.await(1).front();
    bench.clock.advance(std::chrono::milliseconds{31'000});
    bench.engine->notify();
    const auto second = bench.await(2).back();
    CHECK(first != second);
    CHECK_FALSE(bench.engine->complete("fake", first, TURNOUT_OK, 0, {}));
    const auto told = bench.told();
    REQUIRE(told.size() == 1);
    CHECK(told[0].verdict == "retry");
    CHECK(told[0].reason == "not completed before its deadline");
    CHECK(bench.journal->disk().of(journal::ParkedState::waiting).front().verdict == "timeout");
    CHECK(bench.engine->complete("fake", second, TURNOUT_OK, 0, {}));
    CHECK(bench.settled());
}

TEST_CASE("A handler past its timeout is reported once and keeps its slot") {
    Bench bench;
    const Gate gate;
    const OpenAtEnd end{gate};
    auto stuck = bench.handler(
        [&, gate](const turnout_event&, turnout_outcome&) {
            gate.pass();
            return TURNOUT_OK;
        },
        1);
    bench.start({{route("all"), stuck}});
    bench.add(2);
    REQUIRE(bench.until([&] { return stuck->running == 1; }));
    bench.clock.advance(std::chrono::milliseconds{11'000});
    bench.engine->notify();
    REQUIRE(bench.until([&] { return bench.log().find("past its timeout") != std::string::npos; }));
    bench.clock.advance(std::chrono::milliseconds{11'000});
    bench.engine->notify();
    CHECK(stuck->calls == 1);
    gate.open();
    REQUIRE(bench.settled());
    CHECK(stuck->calls == 2);
    const auto log = bench.log();
    CHECK(log.find("past its timeout") == log.rfind("past its timeout"));
}

TEST_CASE("What a plugin retains stays readable after the delivery is settled") {
    Bench bench;
    std::mutex mutex;
    const turnout_event* kept = nullptr;
    auto handler = bench.handler([&](const turnout_event& event, turnout_outcome&) {
        const std::lock_guard lock{mutex};
        if (kept != nullptr) return TURNOUT_OK;
        bench.engine->retain("fake", event.token);
        bench.engine->retain("fake", event.token);
        kept = &event;
        return TURNOUT_OK;
    });
    bench.start({{route("all"), handler}});
    bench.add();
    REQUIRE(bench.settled());
    bench.add(500);
    bench.journal->purge(1);
    REQUIRE(bench.settled());
    bench.engine->release("fake", kept->token);
    CHECK(text(kept->message_id) == "m1");
    CHECK(text(kept->delivery_id) == "all/1/0");
    CHECK(text(kept->body).starts_with("{\"subscription\""));
    CHECK(kept->nodes[0].kind == TURNOUT_OBJECT);
    bench.engine->release("fake", kept->token);
    bench.engine->release("fake", 12345); // nobody's: nothing happens
}

TEST_CASE("A token is good for the instance that it was handed to, and for no other") {
    DeferredBench bench;
    bench.start({{route("all"), bench.plugin}});
    bench.add();
    const auto token = bench.await(1).front();
    CHECK_FALSE(bench.engine->complete("other", token, TURNOUT_OK, 0, {}));
    CHECK_FALSE(bench.engine->retain("other", token));
    REQUIRE(bench.engine->retain("fake", token));
    CHECK_FALSE(bench.engine->release("other", token));
    CHECK(bench.engine->totals().late_completions == 1);
    CHECK(bench.engine->totals().refused_retains == 2);
    CHECK(bench.engine->plugins().front().retained == 1);
    CHECK(bench.engine->complete("fake", token, TURNOUT_OK, 0, {}));
    REQUIRE(bench.settled());
    CHECK(bench.engine->retain("fake", token)); // still retained, so once more
    CHECK(bench.engine->release("fake", token));
    CHECK(bench.engine->plugins().front().retained == 1);
    CHECK(bench.engine->release("fake", token));
    CHECK(bench.engine->plugins().front().retained == 0);
    CHECK_FALSE(bench.engine->release("fake", token)); // gone
    CHECK_FALSE(bench.engine->retain("fake", token));
}

TEST_CASE("What is over and not retained cannot be retained any more") {
    Bench bench;
    std::atomic<std::uint64_t> token{0};
    auto handler = bench.handler([&](const turnout_event& event, turnout_outcome&) {
        token = event.token;
        bench.journal->hold(true); // so that it keeps its slot
        return TURNOUT_OK;
    });
    bench.start({{route("all"), handler}});
    bench.add();
    REQUIRE(bench.until([&] { return token != 0; }));
    REQUIRE(bench.until([&] {
        if (!bench.engine->retain("fake", token)) return true; // handle() has returned
        bench.engine->release("fake", token);
        return false;
    }));
    bench.journal->hold(false);
    REQUIRE(bench.settled());
}

TEST_CASE("A plugin retains at most so many events at once") {
    Bench bench{{}, false, {4, 2 * TURNOUT_MAX_RETAINED}};
    std::mutex mutex;
    std::vector<std::uint64_t> kept;
    std::atomic<std::size_t> refused{0};
    auto handler = bench.handler([&](const turnout_event& event, turnout_outcome&) {
        const std::lock_guard lock{mutex};
        if (bench.engine->retain("fake", event.token))
            kept.push_back(event.token);
        else
            ++refused;
        return TURNOUT_OK;
    });
    bench.start({{route("all"), handler}});
    bench.add(TURNOUT_MAX_RETAINED + 5);
    REQUIRE(bench.settled());
    CHECK(kept.size() == TURNOUT_MAX_RETAINED);
    CHECK(refused == 5);
    CHECK(bench.engine->plugins().front().retained == TURNOUT_MAX_RETAINED);
    for (const auto token : kept) CHECK(bench.engine->release("fake", token));
    CHECK(bench.engine->plugins().front().retained == 0);
}

TEST_CASE("A stop leaves deferred deliveries to the next start") {
    Disk disk;
    {
        DeferredBench bench;
        bench.start({{route("all"), bench.plugin}});
        bench.add();
        const auto token = bench.await(1).front();
        CHECK_FALSE(bench.engine->stop(std::chrono::milliseconds{20}));
        CHECK_FALSE(bench.engine->complete("fake", token, TURNOUT_OK, 0, {}));
        disk = bench.journal->disk();
    }
    Bench bench{disk};
    auto handler = bench.handler([](const turnout_event&, turnout_outcome&) { return TURNOUT_OK; });
    bench.start({{route("all"), handler}});
    REQUIRE(bench.settled());
    CHECK(handler->calls == 1);
}

TEST_CASE("A stop waits for what is deferred and completed in time") {
    DeferredBench bench;
    bench.start({{route("all"), bench.plugin}});
    bench.add();
    const auto token = bench.await(1).front();
    std::thread plugin{[&] { CHECK(bench.engine->complete("fake", token, TURNOUT_OK, 0, {})); }};
    CHECK(bench.engine->stop(std::chrono::seconds{20}));
    plugin.join();
    CHECK(bench.journal->disk().cursors.at("all").settled_to == 1);
}

TEST_CASE("A stop does not wait for a stuck handler longer than it was told") {
    const Gate gate;
    const auto left = std::make_shared<std::atomic<bool>>(false);
    {
        Bench bench;
        auto stuck = bench.handler([gate, left](const turnout_event&, turnout_outcome&) {
            gate.pass();
            *left = true;
            return TURNOUT_OK;
        });
        bench.start({{route("all"), stuck}});
        bench.add();
        const bool running = bench.until([&] { return stuck->running == 1; });
        CHECK(running);
        CHECK_FALSE(bench.engine->stop(std::chrono::milliseconds{20}));
        CHECK(bench.journal->disk().cursors.at("all").settled_to == 0);
    }
    gate.open();
    CHECK(turnout::test::wait_until([&] { return left->load(); }));
}

TEST_CASE("What runs is waited for before plugins are stopped, but not past its timeout") {
    const Gate gate;
    Bench bench;
    const OpenAtEnd end{gate};
    auto handler = bench.handler([gate](const turnout_event&, turnout_outcome&) {
        gate.pass();
        return TURNOUT_OK;
    });
    bench.start({{route("all"), handler}});
    bench.add();
    REQUIRE(bench.until([&] { return handler->running == 1; }));
    CHECK_FALSE(bench.engine->quiesce(std::chrono::milliseconds{10}));
    bench.clock.advance(std::chrono::milliseconds{11'000});
    CHECK(bench.engine->quiesce(std::chrono::seconds{5}));
    CHECK(handler->running == 1);
    gate.open();
    CHECK(bench.engine->stop(std::chrono::seconds{5})); // its verdict counts when it comes in time
    CHECK(bench.engine->totals().done == 1);
}

TEST_CASE("A stuck handler holds back its key and its slot, not the route, the cursor or the memory") {
    Bench bench{{}, false, {2, 32}};
    const Gate gate;
    const OpenAtEnd end{gate};
    std::mutex mutex;
    std::vector<std::uint64_t> stuck_key;
    auto handler = bench.handler([&, gate](const turnout_event& event, turnout_outcome&) {
        if (event.sequence == 1) gate.pass();
        const std::lock_guard lock{mutex};
        if (text(event.ordering_key) == "1") stuck_key.push_back(event.sequence);
        return TURNOUT_OK;
    });
    bench.start({{route("all"), handler}});
    bench.add(100); // more than the window, all of the key that is stuck
    bench.add(100, {.broadcaster = "2"});
    REQUIRE(bench.until([&] { return handler->running == 1; }));
    bench.clock.advance(std::chrono::milliseconds{11'000});
    bench.engine->notify();
    REQUIRE(bench.until([&] { return bench.journal->disk().cursors.at("all").settled_to == 200; }));
    CHECK(handler->calls == 101);
    const auto disk = bench.journal->disk();
    CHECK(disk.of(journal::ParkedState::held).size() == 99);
    REQUIRE(disk.of(journal::ParkedState::waiting).size() == 1);
    CHECK(disk.of(journal::ParkedState::waiting)[0].verdict == "timeout");
    CHECK_FALSE(bench.engine->idle());
    gate.open();
    REQUIRE(bench.settled());
    CHECK(bench.journal->disk().rows.empty());
    const std::lock_guard lock{mutex};
    CHECK(stuck_key.size() == 100);
    CHECK(std::is_sorted(stuck_key.begin(), stuck_key.end()));
}
