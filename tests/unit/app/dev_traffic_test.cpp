#include "core/app/dev_traffic.hpp"

#include "core/eventsub/clock.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace turnout;
using namespace turnout::app;
using namespace std::chrono_literals;

namespace {

sim::CallbackAnswer answer(int status) {
    sim::CallbackAnswer result;
    result.status = status;
    result.took = 1ms;
    return result;
}

} // namespace

TEST_CASE("quantiles") {
    Durations durations;
    CHECK(durations.quantile(0.5) == 0ns);
    for (int i = 100; i >= 0; --i) durations.add(i * 1ms);
    CHECK(durations.quantile(0.5) == 50ms);
    CHECK(durations.quantile(0.99) == 99ms);
    CHECK(durations.quantile(1) == 100ms);
}

TEST_CASE("a run is complete when everything was accepted and handled") {
    Tally tally;
    const auto accepted = answer(204);
    tally.sending("a");
    tally.settled("a", "ok", 5ms); // may come before the answer
    tally.answered("a", &accepted);
    CHECK(tally.result().complete());
    tally.sending("b");
    tally.answered("b", &accepted);
    CHECK_FALSE(tally.result().complete());
    tally.settled("b", "retry", 5ms);
    CHECK_FALSE(tally.result().complete());
    tally.settled("b", "ok", 5ms);
    CHECK(tally.result().complete());
    CHECK(tally.result().handled == 2);
    CHECK(tally.result().handling.quantile(0.5) == 5ms);
}

TEST_CASE("refused, unanswered and failed events make it incomplete") {
    const auto accepted = answer(204), refused = answer(403);
    Tally one, two, three;
    one.sending("a");
    one.answered("a", &refused);
    CHECK_FALSE(one.result().complete());
    two.sending("a");
    two.answered("a", nullptr);
    CHECK_FALSE(two.result().complete());
    three.sending("a");
    three.answered("a", &accepted);
    three.settled("a", "dead", 1ms);
    CHECK_FALSE(three.result().complete());
    CHECK(three.result().failed == 1);
}

TEST_CASE("strangers are not counted") {
    Tally tally;
    tally.settled("somebody else's", "ok", 1ms);
    CHECK(tally.result().handled == 0);
    CHECK(tally.result().complete());
}

TEST_CASE("the stream has several types and people") {
    const eventsub::SystemClock clock;
    sim::Sender sender("a secret for tests", clock, 1);
    EventStream stream(sender, 1);
    std::set<std::string> types, bodies;
    for (int i = 0; i < 48; ++i) {
        const sim::Message message = stream.next();
        types.insert(message.type);
        bodies.insert(message.body);
    }
    CHECK(types.size() >= 7);
    CHECK(bodies.size() > 15);
}
