// The engine on the plain way: fan-out, verdicts, limits, and what a plugin sees.
#include "core/delivery/engine.hpp"

#include "bench.hpp"

#include <doctest/doctest.h>

#include <map>
#include <mutex>
#include <set>
#include <thread>

using namespace turnout;
using namespace turnout::delivery::test;

namespace {

turnout_verdict ok(const turnout_event&, turnout_outcome&) {
    return TURNOUT_OK;
}

} // namespace

TEST_CASE("Every event reaches every matching route once") {
    Bench bench;
    auto all = bench.handler(ok);
    auto follows = bench.handler(ok);
    auto typed = route("follows");
    typed.type = "channel.follow";
    typed.version = "2";
    bench.start({{route("all"), all}, {typed, follows}});
    bench.add(500);
    bench.add(300, {.type = "stream.online", .version = "1"});
    bench.add(100, {.version = "1"});
    REQUIRE(bench.settled());
    CHECK(all->calls == 900);
    CHECK(follows->calls == 500);
    CHECK(bench.engine->totals().done == 1400);
    CHECK(bench.engine->totals().handed_out == 1400);
    const auto disk = bench.journal->disk();
    CHECK(disk.cursors.at("all").settled_to == 900);
    CHECK(disk.cursors.at("follows").settled_to == 900);
    CHECK(disk.rows.empty());
    CHECK(bench.told().size() == 1400);
}

TEST_CASE("Events that wait when the engine starts are handled, and later ones too") {
    Bench bench;
    bench.add(10);
    auto handler = bench.handler(ok);
    bench.start({{route("all"), handler}});
    REQUIRE(bench.until([&] { return handler->calls == 10; }));
    bench.add();
    REQUIRE(bench.settled());
    CHECK(handler->calls == 11);
}

TEST_CASE("A route that starts at the present sees nothing older") {
    Bench bench;
    bench.add(10);
    auto handler = bench.handler(ok);
    auto now = route("now");
    now.start_at_oldest = false;
    bench.start({{now, handler}});
    bench.add(3);
    REQUIRE(bench.settled());
    CHECK(handler->calls == 3);
}

TEST_CASE("Two routes at the same place read each page once") {
    Bench bench;
    bench.journal->hold(true);
    bench.start({{route("a"), bench.handler(ok)}, {route("b"), bench.handler(ok)}, {route("c"), bench.handler(ok)}});
    bench.journal->hold(false);
    bench.add(200);
    REQUIRE(bench.settled());
    // A page holds 256 events; notify() may come between, but never one read per route and event.
    CHECK(bench.journal->reads() < 200);
}

TEST_CASE("A plugin sees all fields of the event") {
    Bench bench;
    std::map<std::string, std::string> seen;
    std::uint64_t token = 0;
    auto handler = bench.handler([&](const turnout_event& event, turnout_outcome& outcome) {
        CHECK(event.struct_size == sizeof(turnout_event));
        CHECK(outcome.struct_size == sizeof(turnout_outcome));
        CHECK(event.kind == TURNOUT_EVENT_NOTIFICATION);
        CHECK(event.sequence == 1);
        CHECK(event.attempt == 1);
        CHECK(event.replayed == 0);
        CHECK(event.batch_size == 1);
        CHECK(event.batch_index == 0);
        CHECK(event.sent_unix_ns > 0);
        CHECK(event.accepted_unix_ns > 0);
        CHECK(event.node_count > 0);
        CHECK(event.nodes[0].kind == TURNOUT_OBJECT);
        CHECK(event.nodes[event.event_index].kind == TURNOUT_OBJECT);
        CHECK(event.arena_size > 0);
        const auto now = std::chrono::steady_clock::now().time_since_epoch();
        CHECK(event.deadline_ns > std::chrono::nanoseconds{now}.count());
        token = event.token;
        seen = {{"delivery", std::string{text(event.delivery_id)}},
                {"route", std::string{text(event.route)}},
                {"id", std::string{text(event.message_id)}},
                {"type", std::string{text(event.type)}},
                {"version", std::string{text(event.version)}},
                {"key", std::string{text(event.ordering_key)}},
                {"subscription", std::string{text(event.subscription_id)}},
                {"broadcaster", std::string{text(event.broadcaster_id)}},
                {"retry", std::string{text(event.message_retry)}},
                {"element", std::string{text(event.element_id)}}};
        CHECK(text(event.body).starts_with("{\"subscription\""));
        return TURNOUT_OK;
    });
    bench.start({{route("all"), handler}});
    bench.add({.broadcaster = "42"});
    REQUIRE(bench.settled());
    CHECK(token != 0);
    const std::map<std::string, std::string> expected{
        {"delivery", "all/1/0"}, {"route", "all"}, {"id", "m1"},          {"type", "channel.follow"}, {"version", "2"},
        {"key", "42"},           {"retry", "0"},   {"subscription", "s"}, {"broadcaster", "42"},      {"element", ""}};
    CHECK(seen == expected);
}

TEST_CASE("A body that is no JSON is handed out without nodes") {
    Bench bench;
    std::atomic<bool> without{false};
    auto handler = bench.handler([&](const turnout_event& event, turnout_outcome&) {
        without = event.nodes == nullptr && event.node_count == 0 && text(event.body) == "no json";
        return TURNOUT_OK;
    });
    bench.start({{route("all"), handler}});
    bench.add({.body = "no json"});
    REQUIRE(bench.settled());
    CHECK(without);
}

TEST_CASE("The limits of plugin and route hold") {
    Bench bench{{}, false, {8, 64}};
    const auto slow = [](const turnout_event&, turnout_outcome&) {
        std::this_thread::sleep_for(std::chrono::milliseconds{1}); // so that they could overlap
        return TURNOUT_OK;
    };
    auto serial = bench.handler(slow, 1);
    auto limited = bench.handler(slow);
    auto first = route("first"), second = route("second"), third = route("third");
    first.order_by = second.order_by = third.order_by = "none";
    third.concurrency = 2;
    bench.start({{first, serial}, {second, serial}, {third, limited}});
    bench.add(60);
    REQUIRE(bench.settled());
    CHECK(serial->calls == 120);
    CHECK(serial->most_running == 1);
    CHECK(limited->calls == 60);
    CHECK(limited->most_running <= 2);
}

TEST_CASE("Without a running plugin events wait in the journal") {
    Bench bench;
    auto handler = bench.handler(ok);
    bench.start({{route("none"), nullptr}, {route("all"), handler}});
    bench.add(20);
    REQUIRE(bench.until([&] { return bench.journal->disk().cursors.at("all").settled_to == 20; }));
    CHECK(bench.journal->disk().cursors.at("none").settled_to == 0);
    CHECK_FALSE(bench.engine->idle());
    CHECK(bench.log().find("does not run") != std::string::npos);
}

TEST_CASE("A plugin gets only what it handles") {
    Bench bench;
    auto handler = bench.handler(ok);
    handler->only = "stream.online";
    bench.start({{route("all"), handler}});
    bench.add(5);
    bench.add(2, {.type = "stream.online", .version = "1"});
    REQUIRE(bench.settled());
    CHECK(handler->calls == 2);
}

TEST_CASE("A route that names a type hands it over even if the plugin did not declare it") {
    Bench bench;
    auto handler = bench.handler(ok);
    handler->only = "channel.follow";
    auto online = route("online");
    online.type = "stream.online";
    bench.start({{online, handler}});
    bench.add(2, {.type = "stream.online", .version = "1"});
    REQUIRE(bench.settled());
    CHECK(handler->calls == 2);
}

TEST_CASE("A route whose handler blocks does not delay another one") {
    Bench bench{{}, false, {2, 64}};
    const Gate gate;
    const OpenAtEnd end{gate};
    auto stuck = bench.handler([&, gate](const turnout_event&, turnout_outcome&) {
        gate.pass();
        return TURNOUT_OK;
    });
    auto quick = bench.handler(ok);
    auto slow = route("slow");
    slow.order_by = "none";
    bench.start({{slow, stuck}, {route("quick"), quick}});
    bench.add(1000);
    CHECK(bench.until([&] { return quick->calls == 1000; }));
    CHECK(stuck->most_running <= 2);
    gate.open();
    CHECK(bench.settled());
}

TEST_CASE("What a journal that has failed cannot settle is not called settled") {
    Bench bench;
    auto handler = bench.handler(ok);
    bench.start({{route("all"), handler}});
    bench.add(10);
    REQUIRE(bench.settled());
    bench.journal->fail();
    bench.add(10);
    REQUIRE(bench.until([&] { return bench.log().find("cannot settle") != std::string::npos; }));
    CHECK(handler->calls > 10);
    CHECK(bench.engine->totals().done == 10);
    CHECK_FALSE(bench.engine->idle());
    bench.add(10);
    CHECK_FALSE(bench.engine->stop(std::chrono::milliseconds{50}));
    CHECK(handler->calls <= 20); // nothing more is handed out
    CHECK(bench.told().size() == 10);
}

TEST_CASE("A journal that cannot be read for a while delays, and loses nothing") {
    Bench bench;
    std::atomic<bool> fail{true};
    auto handler = bench.handler([&](const turnout_event& event, turnout_outcome& outcome) {
        if (!fail || text(event.ordering_key) != "1") return TURNOUT_OK;
        say(outcome, "", 60'000);
        return TURNOUT_RETRY;
    });
    bench.start({{route("all"), handler}});
    bench.add(10);
    REQUIRE(bench.until([&] { return bench.journal->disk().of(journal::ParkedState::held).size() == 9; }));
    bench.journal->fail_reads(true);
    bench.add(10);
    bench.clock.advance(std::chrono::milliseconds{61'000}); // the waiting row becomes due
    bench.engine->notify();
    REQUIRE(bench.until([&] { return bench.log().find("cannot be read") != std::string::npos; }));
    fail = false;
    bench.journal->fail_reads(false);
    REQUIRE(bench.settled());
    CHECK(handler->calls == 21);
    CHECK(bench.engine->totals().done == 20);
}

TEST_CASE("A journal that cannot be read is told when it begins, once a minute, and when it is over") {
    Bench bench;
    bench.start({{route("all"), bench.handler([](const auto&, auto&) { return TURNOUT_OK; })}});
    bench.journal->fail_reads(true);
    bench.add();
    const auto pass = [&](std::chrono::milliseconds time) {
        bench.clock.advance(time);
        bench.engine->notify();
    };
    REQUIRE(bench.until([&] {
        pass(std::chrono::milliseconds{600});
        return !bench.engine->trouble().empty(); // it was tried three times
    }));
    CHECK(bench.lines_with("cannot be read") == 1);
    pass(std::chrono::milliseconds{60'000});
    REQUIRE(bench.until([&] { return bench.lines_with("cannot be read") == 2; }));
    CHECK(bench.lines_with("can be read again") == 0);
    bench.journal->fail_reads(false);
    REQUIRE(bench.until([&] {
        pass(std::chrono::milliseconds{1'000});
        return bench.lines_with("can be read again") == 1;
    }));
    CHECK(bench.settled());
}

TEST_CASE("Held rows that cannot be read back are read later") {
    Bench bench;
    std::atomic<bool> fail{true};
    auto handler = bench.handler([&](const turnout_event& event, turnout_outcome& outcome) {
        if (event.sequence != 1) return TURNOUT_OK;
        if (!fail) {
            bench.journal->fail_reads(true); // right before its successors are to be read
            return TURNOUT_OK;
        }
        say(outcome, "", 60'000);
        return TURNOUT_RETRY;
    });
    bench.start({{route("all"), handler}});
    bench.add(10);
    REQUIRE(bench.until([&] { return bench.journal->disk().of(journal::ParkedState::held).size() == 9; }));
    fail = false;
    bench.clock.advance(std::chrono::milliseconds{61'000});
    bench.engine->notify();
    REQUIRE(bench.until([&] { return bench.log().find("cannot be read") != std::string::npos; }));
    bench.journal->fail_reads(false);
    REQUIRE(bench.settled());
    CHECK(handler->calls == 11);
}

TEST_CASE("A filter decides before the hand-out, and what it refuses is settled") {
    Bench bench;
    std::atomic<int> handled{0};
    auto taken = bench.handler([&](const turnout_event&, turnout_outcome&) {
        ++handled;
        return TURNOUT_OK;
    });
    auto narrow = route("narrow");
    config::Filter filter;
    filter.steps = {{"event", 0}, {"user_id", 0}};
    filter.choices = {{"7", std::nullopt}};
    narrow.where = {filter};
    bench.start({{narrow, taken}});
    bench.add(3, {.user = "7"});
    bench.add(5, {.user = "8"});
    REQUIRE(bench.settled());
    CHECK(handled == 3);
    CHECK(bench.engine->totals().handed_out == 3);
    CHECK(bench.until([&] { return bench.journal->disk().cursors.at("narrow").settled_to == 8; }));
}
