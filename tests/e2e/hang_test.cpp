// Plugins that hang, in the real host: the culprit is named, the others go on, and a stop ends in order.
#include "tests/e2e/zoo_host.hpp"

#include <doctest/doctest.h>

using namespace turnout::test;

TEST_CASE("a plugin that hangs in create() or start() is told, and the host serves without it") {
    for (const std::string call : {"create", "start"}) {
        CAPTURE(call);
        ZooHost host(call + "_hangs.so");
        REQUIRE_MESSAGE(host.start(), host.log());
        CHECK(host.logged("plugin odd does not run"));
        CHECK(host.logged("it hangs in " + call + "(): not back within 500 ms"));
        CHECK(host.delivers("one"));
        REQUIRE_MESSAGE(host.restarts(), host.log());
        CHECK(host.delivers("two"));
        CHECK_FALSE(host.logged("unclean stop")); // the journal was closed
        CHECK(host.stop() == 0);
    }
}

TEST_CASE("a plugin that hangs in start() and is required ends the host, with status 1") {
    const ZooHost host("start_hangs.so", "plugins.required = all\n");
    const Finished result = host.turnout({"serve"});
    CHECK(result.status == 1);
    CHECK_MESSAGE(result.errors.find("plugins that are required do not run: odd") != std::string::npos, result.errors);
    CHECK(result.errors.find("it hangs in start()") != std::string::npos);
}

TEST_CASE("a plugin that hangs in stop() is named, the journal is closed in order, and its events come again") {
    ZooHost host("stop_hangs.so"); // it has deferred what it got
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.delivers("one"));
    REQUIRE(host.process().wait_for_text("[odd] handle"));
    REQUIRE_MESSAGE(host.restarts(), host.log());
    CHECK(host.logged("plugin odd hangs in stop()"));
    CHECK(wait_until([&] { return host.told("[odd] handle") == 2; }));
    CHECK(host.delivers("two"));
    CHECK_FALSE(host.logged("unclean stop"));
    CHECK(host.stop() == 0);
    CHECK(host.delivered().at("one") == 1);
}

TEST_CASE("a plugin that hangs in handle() is named, the journal is closed in order, and its event comes again") {
    ZooHost host("handle_hangs.so");
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.delivers("one"));
    REQUIRE(host.process().wait_for_text("[odd] handle"));
    CHECK(host.delivers("two"));
    REQUIRE_MESSAGE(host.restarts(), host.log());
    CHECK(host.logged("plugin odd is stuck in handle()"));
    CHECK(wait_until([&] { return host.told("[odd] handle") == 2; }));
    CHECK(host.delivers("three"));
    CHECK_FALSE(host.logged("unclean stop"));
    CHECK(host.stop() == 0);
    CHECK(host.delivered().at("one") == 1);
}

TEST_CASE("a plugin whose timer hangs is named, the others go on, and the journal is closed in order") {
    ZooHost host("timer_hangs.so");
    REQUIRE_MESSAGE(host.start(), host.log());
    REQUIRE(host.process().wait_for_text("[odd] timer"));
    CHECK(host.delivers("one")); // its own handler waits for the timer: it runs one at a time
    CHECK(host.delivers("two"));
    REQUIRE_MESSAGE(host.restarts(), host.log());
    CHECK(host.logged("plugin odd is stuck in handle()"));
    CHECK(host.delivers("three"));
    CHECK_FALSE(host.logged("unclean stop"));
    CHECK(host.stop() == 0);
    CHECK(host.delivered().at("one") == 1);
}

TEST_CASE("a plugin whose slots are stuck is wedged: metric, log, and readiness if it is required") {
    for (const bool required : {false, true}) {
        CAPTURE(required);
        ZooHost host("handle_hangs.so", "route.odd.timeout = 50ms\nplugins.required = " +
                                            std::string{required ? "archive, odd\n" : "archive\n"});
        REQUIRE_MESSAGE(host.start(), host.log());
        CHECK(host.delivers("one"));
        REQUIRE(host.process().wait_for_text("plugin odd is wedged"));
        CHECK(host.admin("/metrics").body.find("\nturnout_plugin_wedged{plugin=\"odd\"} 1\n") != std::string::npos);
        const auto ready = host.admin("/readyz");
        CHECK(ready.status == (required ? 503 : 200));
        CHECK((ready.body.find("plugin odd is wedged: 1 of its 1 handlers") != std::string::npos) == required);
        CHECK(host.told("plugin odd is wedged") == 1);
        CHECK(host.admin("/healthz").status == 200);
        CHECK(host.delivers("two"));
        CHECK(host.stop() == 0);
    }
}
