// A plugin in a process of its own is replaced.
#include "tests/reload/generations_host.hpp"

#include <doctest/doctest.h>

using namespace turnout::test;

TEST_CASE("isolation: promise 5: a reload is a new process, a broken one changes nothing") {
    GenerationsHost host("plugin.gen.isolation = process\nplugins.start_timeout = 2s\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.send("one") == 204);
    CHECK(host.wait_for_note("1 one"));
    for (const std::string broken : {"fails", "hangs"}) {
        CAPTURE(broken);
        host.put(TURNOUT_GENERATIONS "/generation_" + broken + ".so");
        const auto refused = host.reload();
        CHECK(refused.status == 1);
        CHECK_MESSAGE(refused.errors.find(broken == "fails" ? "fails as it is meant to" : "hangs in create()") !=
                          std::string::npos,
                      refused.errors);
        CHECK(host.send("after-" + broken) == 204);
        CHECK(host.wait_for_note("1 after-" + broken));
    }
    host.put(TURNOUT_GENERATIONS "/generation_2.so");
    const auto done = host.reload();
    REQUIRE_MESSAGE(done.status == 0, done.errors);
    CHECK(host.send("two") == 204);
    CHECK(host.wait_for_note("2 two"));
    CHECK(host.stop() == 0);
}

TEST_CASE("isolation: it is switched on and off by a reload") {
    GenerationsHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.send("in-process") == 204);
    CHECK(host.wait_for_note("1 in-process"));
    host.configure(host.properties() + "plugin.gen.isolation = process\n");
    CHECK(host.reload().status == 0);
    CHECK(host.send("isolated") == 204);
    CHECK(host.wait_for_note("1 isolated"));
    CHECK(host.turnout({"check"}).status == 0);
    host.configure(host.properties());
    CHECK(host.reload().status == 0);
    CHECK(host.send("again") == 204);
    CHECK(host.wait_for_note("1 again"));
    CHECK(host.stop() == 0);
}
