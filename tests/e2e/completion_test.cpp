// Deferred deliveries that are completed twice, late or never, in the real host.
#include "tests/e2e/zoo_host.hpp"

#include <doctest/doctest.h>

using namespace turnout::test;

namespace {

bool wait_for(const ZooHost& host, const std::string& text) {
    return wait_until([&] { return host.logged(text); });
}

} // namespace

TEST_CASE("a second completion, a forged token and a verdict that is none are refused, and the first one holds") {
    ZooHost host("handle_completes_twice.so");
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.delivers("a"));
    CHECK(wait_for(host, "[odd] forged 0, deferred 0, unknown 0, first 1, second 0"));
    CHECK(host.delivers("b"));
    CHECK(wait_until([&] { return host.told("first 1, second 0") == 2; }));
    CHECK(host.restarts()); // nothing is left to be done again
    CHECK(host.delivers("c"));
    CHECK(wait_until([&] { return host.told("first 1, second 0") == 3; }));
    CHECK(host.stop() == 0);
    CHECK(host.told("dead letter") == 0);
}

TEST_CASE("a completion that comes after the timeout is refused, and the event is tried again") {
    ZooHost host("handle_completes_late.so", "plugins.required = archive\nroute.odd.timeout = 200ms\n"
                                             "route.odd.retry.backoff = 10ms..20ms\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.delivers("a"));
    CHECK(wait_for(host, "[odd] attempt 2, the completion of attempt 1 was late: 0"));
    CHECK(host.delivers("b"));
    CHECK(host.stop() == 0);
}

TEST_CASE("an event that is never completed becomes a dead letter, and the others go on") {
    ZooHost host("handle_never_completes.so", "plugins.required = archive\nroute.odd.timeout = 200ms\n"
                                              "route.odd.retry.attempts = 2\nroute.odd.retry.backoff = 10ms..20ms\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.delivers("a"));
    CHECK(wait_for(host, "route odd: event a (channel.follow) is a dead letter after 2 attempts: timeout"));
    CHECK(host.delivers("b"));
    CHECK(host.stop() == 0);
}
