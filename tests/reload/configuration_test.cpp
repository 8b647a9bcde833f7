// The configuration of a running host changes.
#include "tests/reload/generations_host.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <fstream>

using namespace turnout::test;

namespace {

bool logged(const HostUnderTest& host, const std::string& text) {
    return wait_until([&] { return host.log().find(text) != std::string::npos; });
}

} // namespace

TEST_CASE("reload: what has changed is printed, and nothing if nothing has") {
    GenerationsHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    const auto nothing = host.reload();
    CHECK(nothing.status == 0);
    CHECK(nothing.output == "nothing has changed\n");
    host.configure(host.properties() + "route.more.plugin = gen\nroute.more.type = channel.follow\nhttp.workers = 2\n");
    const auto plan = host.turnout({"reload", "--dry-run"});
    CHECK(plan.status == 0);
    const auto done = host.reload();
    CHECK(done.status == 0);
    CHECK(done.output.find("http.workers: the new value needs a restart") != std::string::npos);
    CHECK(logged(host, "route more: added"));
    CHECK(host.send("one") == 204);
    REQUIRE(wait_until([&] { return lines_of(host.notes()).size() == 2; })); // by either route
    CHECK(host.stop() == 0);
}

TEST_CASE(
    "promise 5: a broken configuration changes nothing and is told with file and line, a mended one is picked up") {
    GenerationsHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    host.configure(host.properties() + "route.all.tipe = channel.follow\n");
    CHECK(logged(host, "not reloaded: "));
    CHECK(logged(host, "turnout.properties:"));
    const auto refused = host.reload();
    CHECK(refused.status == 1);
    CHECK(refused.errors.find("turnout.properties:") != std::string::npos);
    CHECK(refused.errors.find("route.all.tipe") != std::string::npos);
    CHECK(host.send("still") == 204);
    CHECK(host.wait_for_note("1 still"));
    host.configure(host.properties() + "route.again.plugin = gen\n");
    CHECK(logged(host, "route again: added")); // by itself, as the file has changed
    CHECK(host.stop() == 0);
}

TEST_CASE("reload: SIGHUP does it, too") {
    GenerationsHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    host.configure(host.properties() + "log.level = debug\n");
    ::kill(host.process().pid(), SIGHUP);
    CHECK(logged(host, "log.level: changed"));
    CHECK(host.stop() == 0);
}

TEST_CASE("reload: a secret is rotated and no genuine request is refused") {
    GenerationsHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    const std::string next_secret = "the-next-secret-of-the-reload-tests";
    std::ofstream(host.directory() / "secret") << next_secret;
    host.configure(host.properties() + "eventsub.secret.previous = " + test_secret + "\n");
    CHECK(host.reload().status == 0);
    CHECK(host.send("with-the-previous") == 204);
    host.configure(host.properties());
    CHECK(host.reload().status == 0);
    CHECK(host.send("with-none") == 403);
    CHECK(host.log().find(next_secret) == std::string::npos);
    CHECK(host.stop() == 0);
}

TEST_CASE("reload: with self_test a plugin that does not answer OK to samples never takes over") {
    for (const std::string isolation : {"none", "process"}) {
        CAPTURE(isolation);
        GenerationsHost host("plugin.gen.self_test = true\nplugin.gen.isolation = " + isolation + "\n");
        REQUIRE_MESSAGE(host.start(), host.log());
        host.put(TURNOUT_GENERATIONS "/generation_unfit.so");
        const auto refused = host.reload();
        CHECK(refused.status == 1);
        CHECK_MESSAGE(refused.errors.find("its self-test failed with the sample ") != std::string::npos,
                      refused.errors);
        CHECK(refused.errors.find(": reject: unfit as it is meant to be") != std::string::npos);
        CHECK(host.send("still") == 204);
        CHECK(host.wait_for_note("1 still"));
        host.put(TURNOUT_GENERATIONS "/generation_2.so");
        CHECK(host.reload().status == 0);
        CHECK(host.send("next") == 204);
        CHECK(host.wait_for_note("2 next"));
        CHECK(host.stop() == 0);
    }
}
