// The fakes of the extensions, called as a plugin calls them.
#include <turnout/testing/fake_host.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace turnout::testing;
using namespace std::chrono_literals;
using turnout::to_str;

namespace {

struct Kit {
    fake_host host;

    template <class Table> const Table& extension(const char* id) {
        const auto* table = host.raw()->get_extension(host.raw(), to_str(id));
        REQUIRE(table != nullptr);
        return *static_cast<const Table*>(table);
    }

    std::uint64_t begin() { return host.deliveries().begin(event::of("test.order", "1")).token; }

    std::int32_t finish(std::uint64_t token, turnout_verdict verdict) {
        host.deliveries().end(token, TURNOUT_DEFERRED);
        return host.raw()->complete(host.raw(), token, verdict, nullptr);
    }
};

struct Called {
    std::vector<std::uint64_t> timers;

    static void note(void* context, std::uint64_t timer) { static_cast<Called*>(context)->timers.push_back(timer); }
};

} // namespace

TEST_CASE("timers call when the clock is moved on, in order") {
    Kit kit;
    const auto& timer = kit.extension<turnout_timer>(TURNOUT_TIMER_EXTENSION);
    const auto* host = kit.host.raw();
    Called called;
    const auto late = timer.start(host, 500, 0, Called::note, &called);
    const auto often = timer.start(host, 100, 200, Called::note, &called);
    kit.host.clock().advance(99ms);
    CHECK(called.timers.empty());
    kit.host.clock().advance(401ms);
    CHECK(called.timers == std::vector<std::uint64_t>{often, often, late, often});
    CHECK(kit.host.clock().now() == 500ms);
    CHECK(timer.cancel(host, often) == 1);
    CHECK(timer.cancel(host, often) == 0);
    CHECK(timer.cancel(host, late) == 0);
    CHECK(timer.start(host, 1, 0, nullptr, nullptr) == 0);
    CHECK(kit.host.clock().timers() == 0);
}

TEST_CASE("a timer may cancel itself, and none calls after stop") {
    struct Self {
        const turnout_timer* timer;
        const turnout_host* host;
        int answer = -1;
        int calls = 0;
    };

    Kit kit;
    const auto& timer = kit.extension<turnout_timer>(TURNOUT_TIMER_EXTENSION);
    Self self{&timer, kit.host.raw()};
    const auto cancel = [](void* context, std::uint64_t number) {
        auto& me = *static_cast<Self*>(context);
        ++me.calls;
        me.answer = me.timer->cancel(me.host, number);
    };
    timer.start(kit.host.raw(), 10, 10, cancel, &self);
    kit.host.clock().advance(1s);
    CHECK(self.calls == 1);
    CHECK(self.answer == 2);
    const auto again = [](void* context, std::uint64_t number) {
        auto& me = *static_cast<Self*>(context);
        static_cast<void>(me.timer->cancel(me.host, number));
        me.answer = me.timer->cancel(me.host, number); // the first answer stands
    };
    timer.start(kit.host.raw(), 10, 10, again, &self);
    kit.host.clock().advance(1s);
    CHECK(self.answer == 0);
    timer.start(kit.host.raw(), 10, 10, cancel, &self);
    kit.host.clock().stop();
    kit.host.clock().advance(1s);
    CHECK(self.calls == 1);
    CHECK(timer.start(kit.host.raw(), 10, 10, cancel, &self) == 0);
}

TEST_CASE("series are found again by name and labels, and misuse is counted") {
    Kit kit;
    const auto& metrics = kit.extension<turnout_metrics>(TURNOUT_METRICS_EXTENSION);
    const auto* host = kit.host.raw();
    const auto series = [&](turnout_metric_kind kind, const char* name, const char* channel) {
        const turnout_label label{to_str("channel"), to_str(channel)};
        const turnout_series wanted{sizeof(turnout_series), kind, to_str(name), to_str(""), &label, 1, nullptr, 0};
        turnout_error error{sizeof(turnout_error), 0, {}};
        return metrics.series(host, &wanted, &error);
    };
    const auto a = series(TURNOUT_COUNTER, "greeted_total", "a");
    CHECK(a != 0);
    CHECK(series(TURNOUT_COUNTER, "greeted_total", "a") == a);
    CHECK(series(TURNOUT_COUNTER, "greeted_total", "b") != a);
    CHECK(series(TURNOUT_GAUGE, "greeted_total", "a") == 0);
    metrics.add(host, a, 2);
    metrics.add(host, a, -1);
    metrics.set(host, a, 9);
    CHECK(kit.host.metrics().value("greeted_total", {{"channel", "a"}}) == 2);
    CHECK(kit.host.metrics().value("greeted_total", {{"channel", "b"}}) == 0);
    CHECK(kit.host.metrics().misused() == 2);
    const auto took = series(TURNOUT_HISTOGRAM, "took_seconds", "a");
    metrics.observe(host, took, 0.5);
    CHECK(kit.host.metrics().observations("took_seconds", {{"channel", "a"}}) == std::vector<double>{0.5});
    metrics.drift(host, to_str("a"), to_str("event.x"), 2);
    CHECK(kit.host.metrics().drift("a", "event.x") == 2);
}

TEST_CASE("what is written with a delivery is stored with its OK, else forgotten") {
    Kit kit;
    const auto& state = kit.extension<turnout_state>(TURNOUT_STATE_EXTENSION);
    const auto* host = kit.host.raw();
    const auto good = kit.begin(), bad = kit.begin();
    CHECK(state.put(host, good, to_str("a"), to_str("1")) == TURNOUT_STATE_DONE);
    CHECK(state.put(host, bad, to_str("b"), to_str("2")) == TURNOUT_STATE_DONE);
    CHECK(kit.host.state().get("a", good) == "1");
    CHECK(!kit.host.state().get("a"));
    CHECK(kit.finish(good, TURNOUT_OK) == 1);
    CHECK(kit.finish(bad, TURNOUT_RETRY) == 1);
    CHECK(kit.host.state().get("a") == "1");
    CHECK(!kit.host.state().get("b"));
    CHECK(state.put(host, good, to_str("a"), to_str("1")) == TURNOUT_STATE_NO_TOKEN);
    CHECK(state.put(host, 0, to_str(""), to_str("1")) == TURNOUT_STATE_INVALID);
    CHECK(state.put(host, 0, to_str("ab"), to_str("3")) == TURNOUT_STATE_DONE);
    std::string seen;
    const auto note = [](void* context, turnout_str key, turnout_str value) -> std::int32_t {
        *static_cast<std::string*>(context) +=
            std::string{turnout::to_view(key)} + "=" + std::string{turnout::to_view(value)} + " ";
        return 1;
    };
    CHECK(state.scan(host, 0, to_str("a"), to_str(""), 10, note, &seen) == 2);
    CHECK(seen == "a=1 ab=3 ");
    CHECK(state.get(host, 0, to_str("ab"), note, &seen) == TURNOUT_STATE_DONE);
    CHECK(state.erase(host, 0, to_str("ab")) == TURNOUT_STATE_DONE);
    CHECK(state.erase(host, 0, to_str("ab")) == TURNOUT_STATE_ABSENT);
    CHECK(state.get(host, 0, to_str("ab"), note, &seen) == TURNOUT_STATE_ABSENT);
}

TEST_CASE("once: fresh, unfinished, done, and forgotten after its time") {
    Kit kit;
    const auto& state = kit.extension<turnout_state>(TURNOUT_STATE_EXTENSION);
    const auto once = [&](std::uint64_t token) { return state.once(kit.host.raw(), token, to_str("k"), 1000); };
    const auto first = kit.begin(), second = kit.begin();
    CHECK(once(first) == TURNOUT_STATE_FRESH);
    CHECK(once(first) == TURNOUT_STATE_FRESH);
    CHECK(once(second) == TURNOUT_STATE_UNFINISHED);
    kit.finish(first, TURNOUT_RETRY);
    CHECK(once(second) == TURNOUT_STATE_UNFINISHED);
    kit.host.clock().advance(1s);
    CHECK(once(second) == TURNOUT_STATE_FRESH);
    kit.finish(second, TURNOUT_OK);
    CHECK(once(kit.begin()) == TURNOUT_STATE_DONE);
    kit.host.clock().advance(1s);
    CHECK(once(kit.begin()) == TURNOUT_STATE_FRESH);
    CHECK(once(0) == TURNOUT_STATE_NO_TOKEN);
}

TEST_CASE("derived events count with their parent's OK") {
    Kit kit;
    const auto& emit = kit.extension<turnout_emit>(TURNOUT_EMIT_EXTENSION);
    const auto send = [&](std::uint64_t token, const char* type, const char* json) {
        return emit.emit(kit.host.raw(), token, to_str(type), to_str("1"), to_str(json));
    };
    const auto good = kit.begin(), bad = kit.begin();
    CHECK(send(good, "custom.greeted", R"({"name":"Ada"})") == TURNOUT_EMIT_DONE);
    CHECK(send(bad, "custom.greeted", "{}") == TURNOUT_EMIT_DONE);
    CHECK(send(good, "channel.follow", "{}") == TURNOUT_EMIT_INVALID);
    CHECK(send(good, "custom.a", "[]") == TURNOUT_EMIT_INVALID);
    CHECK(send(good + 10, "custom.a", "{}") == TURNOUT_EMIT_NO_TOKEN);
    kit.finish(good, TURNOUT_OK);
    kit.finish(bad, TURNOUT_REJECT);
    REQUIRE(kit.host.emitted().all().size() == 1);
    CHECK(kit.host.emitted().all().front().json == R"({"name":"Ada"})");
}

TEST_CASE("a host without an extension can be played") {
    fake_host host;
    host.without(TURNOUT_EMIT_EXTENSION);
    CHECK(host.raw()->get_extension(host.raw(), to_str(TURNOUT_EMIT_EXTENSION)) == nullptr);
    CHECK(host.raw()->get_extension(host.raw(), to_str("turnout.nonsense/1")) == nullptr);
}
