#include "core/plugin/isolation/lent.hpp"
#include "core/plugin/isolation/restarts.hpp"

#include <doctest/doctest.h>

using namespace turnout::plugins::isolation;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::nanoseconds soon = 1s;

bool none(std::uint64_t /*token*/) {
    return false;
}

void fill(Lent& lent) {
    for (std::uint64_t token = 1000; lent.has_room(); ++token) lent.add(token, soon, "filler");
}

} // namespace

TEST_CASE("lent: a slow plugin gets two events for each of its threads, a fast one many more") {
    Lent lent;
    lent.set_threads(3);
    fill(lent);
    CHECK(lent.handling() == 6);
    Lent fast;
    fast.set_threads(3);
    for (std::uint64_t token = 1; token < 200; ++token) {
        fast.add(token, soon, "");
        CHECK(fast.answered(token, TURNOUT_OK, 1us));
    }
    fill(fast);
    CHECK(fast.handling() == Lent::widest);
}

TEST_CASE("lent: an answer to what is not in handle() is none") {
    Lent lent;
    lent.add(1, soon, "one");
    CHECK(lent.answered(1, TURNOUT_DEFERRED, 1ms));
    CHECK_FALSE(lent.answered(1, TURNOUT_OK, 1ms)); // it is deferred
    CHECK_FALSE(lent.answered(2, TURNOUT_OK, 1ms));
    CHECK(lent.handling() == 0);
    lent.completed(1);
    CHECK(lent.take(none).deferred.empty());
}

TEST_CASE("lent: completed before handle() returned, it is not awaited any more") {
    Lent lent;
    lent.add(1, soon, "one");
    lent.completed(1);
    CHECK(lent.answered(1, TURNOUT_DEFERRED, 1ms));
    CHECK(lent.take(none).deferred.empty());
}

TEST_CASE("lent: what a process had in its hands comes back, with what it had begun told apart") {
    Lent lent;
    lent.add(1, soon, "event a");
    lent.add(2, soon, "event b");
    lent.add(3, soon, "event c");
    CHECK(lent.answered(2, TURNOUT_DEFERRED, 1ms));
    lent.retained(2);
    lent.retained(2);
    lent.retained(4);
    lent.released(4);
    const auto left = lent.take([](std::uint64_t token) { return token == 1; });
    CHECK(left.begun == std::vector<std::uint64_t>{1});
    CHECK(left.not_begun == std::vector<std::uint64_t>{3});
    CHECK(left.deferred == std::vector<std::uint64_t>{2});
    CHECK(left.retained == std::vector<std::uint64_t>{2, 2});
    CHECK(left.events == std::vector<std::string>{"event a"});
    CHECK(lent.handling() == 0);
    CHECK_FALSE(lent.answered(3, TURNOUT_OK, 1ms));
}

TEST_CASE("lent: late is what is in handle() for longer than its own time") {
    Lent lent;
    CHECK(lent.add(1, 5s, "patient") == 0);
    CHECK(lent.add(2, 2s, "hurried") == 1);
    CHECK(lent.longest() == 5s);
    CHECK_FALSE(lent.late(1, 3s));
    CHECK_FALSE(lent.late(2, 2s));
    CHECK(lent.late(2, 3s) == "hurried");
    CHECK_FALSE(lent.late(3, 1h)); // it was never handed over
    CHECK(lent.answered(2, TURNOUT_DEFERRED, 1ms));
    CHECK_FALSE(lent.late(2, 1h));
}

TEST_CASE("lent: what was deferred is forgotten when it is not awaited any more") {
    Lent lent;
    lent.add(1, 2s, "deferred");
    lent.add(2, 2s, "in handle");
    CHECK(lent.answered(1, TURNOUT_DEFERRED, 1ms));
    const auto now = std::chrono::steady_clock::now();
    lent.sweep(now + 1s);
    lent.sweep(now + 1h);
    const auto left = lent.take(none);
    CHECK(left.deferred.empty());
    CHECK(left.not_begun == std::vector<std::uint64_t>{2});
}

TEST_CASE("restarts: longer each time up to half a minute, from the begin after good work") {
    Restarts restarts{1};
    auto longest = 0ms;
    for (int count = 0; count < 20; ++count) {
        const auto time = restarts.next(0, 1s);
        const auto whole = std::min<std::chrono::milliseconds>(100ms * (1 << std::min(count, 10)), 30s);
        CHECK(time >= whole / 2);
        CHECK(time <= whole);
        longest = std::max(longest, time);
    }
    CHECK(longest > 15s);
    CHECK(restarts.is_broken());
    CHECK(restarts.next(Restarts::enough_events, 1s) <= Restarts::shortest);
    CHECK_FALSE(restarts.is_broken());
    restarts.next(0, 1s);
    CHECK(restarts.next(0, 10s) <= Restarts::shortest);
}
