// The examples of the SDK's extensions in the real host.
#include "tests/e2e/host_under_test.hpp"

#include <doctest/doctest.h>

using namespace turnout::test;

namespace {

/// A host with one example and a route from follows to it.
class ExampleHost : public HostUnderTest {
public:
    explicit ExampleHost(const std::string& name, const std::string& more = "") {
        configure("plugins.directory = " TURNOUT_EXAMPLES "\nplugin.example.library = " + name +
                  ".so\nroute.follows.plugin = example\nroute.follows.type = channel.follow\n" + more);
    }

    /// Whether the route has settled everything, and `last` is the newest event.
    bool wait_for_settled(const std::string& route, int last) const {
        return wait_until([&] {
            const auto page = "\n" + admin("/metrics").body;
            return page.find("\nturnout_journal_last_sequence " + std::to_string(last) + "\n") != std::string::npos &&
                   page.find("\nturnout_route_backlog{route=\"" + route + "\"} 0\n") != std::string::npos;
        });
    }

    std::size_t count_in_log(const std::string& text) const {
        std::size_t count = 0;
        const auto all = log();
        for (auto at = all.find(text); at != std::string::npos; at = all.find(text, at + 1)) ++count;
        return count;
    }

    bool wait_for_log(const std::string& text) const {
        return wait_until([&] { return log().find(text) != std::string::npos; });
    }
};

} // namespace

TEST_CASE("timers: the example's run in the host, and the host stops cleanly") {
    ExampleHost host("timer", "plugin.example.interval = 50ms\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.wait_for_log("[example] ready for follows"));
    CHECK(post(host.port(), SignedRequest{}).status == 204);
    CHECK(host.wait_for_log("[example] 1 follows since the last time"));
    CHECK(host.wait_for_log("[example] 0 follows since the last time"));
    CHECK(host.stop() == 0);
}

TEST_CASE("state: the example counts each follow once and greets once, through kills and restarts") {
    ExampleHost host("state");
    int sent = 0;
    for (int run = 0; run < 4; ++run) {
        REQUIRE_MESSAGE(host.start(), host.log());
        for (int i = 0; i < 10; ++i) {
            SignedRequest request;
            request.id = "follow-" + std::to_string(sent);
            request.body = SignedRequest::follow_by("ada");
            CHECK(post(host.port(), request).status == 204);
            ++sent;
        }
        host.kill();
    }
    REQUIRE(host.start());
    CHECK(host.wait_for_settled("follows", sent));
    CHECK(host.stop() == 0);
    REQUIRE(host.start());
    CHECK(host.wait_for_log("[example] " + std::to_string(sent) + " follows so far"));
    CHECK(host.stop() == 0);
    CHECK(host.count_in_log("welcome, ") <= 1);
    CHECK(host.count_in_log("welcome, ") + host.count_in_log("may have been greeted") >= 1);
}

TEST_CASE("plugins forget: drops what is kept for a plugin, while no host runs") {
    ExampleHost host("state");
    REQUIRE_MESSAGE(host.start(), host.log());
    SignedRequest request;
    request.body = SignedRequest::follow_by("ada");
    CHECK(post(host.port(), request).status == 204);
    CHECK(host.wait_for_settled("follows", 1));
    const auto busy = host.turnout({"plugins", "forget", "example"});
    CHECK(busy.status == 1);
    CHECK_MESSAGE(busy.errors.find("is in use by another host") != std::string::npos, busy.errors);
    CHECK(host.stop() == 0);
    CHECK(host.turnout({"plugins", "forget"}).output == "example  1 keys, 8 bytes, 1 keys of once()\n");
    const auto careful = host.turnout({"plugins", "forget", "example"});
    CHECK(careful.status == 1);
    CHECK(careful.errors.find("is configured: with --yes") != std::string::npos);
    CHECK(host.turnout({"plugins", "forget", "other"}).errors == "nothing is kept for plugin other\n");
    CHECK(host.turnout({"plugins", "forget", "example", "--yes"}).status == 0);
    CHECK(host.turnout({"plugins", "forget"}).output == "nothing is kept for any plugin\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    request.id = "another";
    CHECK(post(host.port(), request).status == 204);
    CHECK(host.wait_for_settled("follows", 2));
    CHECK(host.count_in_log("welcome, ") == 2);
    CHECK(host.stop() == 0);
}

TEST_CASE("emit: the example's events reach their route, once each, through kills") {
    ExampleHost host("emit", "route.milestones.plugin = example\nroute.milestones.type = custom.milestone\n");
    int sent = 0;
    for (int run = 0; run < 4; ++run) {
        REQUIRE_MESSAGE(host.start(), host.log());
        for (int i = 0; i < 6; ++i) {
            SignedRequest request;
            request.id = "follow-" + std::to_string(sent);
            request.body = SignedRequest::follow_by("ada");
            CHECK(post(host.port(), request).status == 204);
            ++sent;
        }
        host.kill();
    }
    REQUIRE(host.start());
    CHECK(host.wait_for_settled("follows", sent + sent / 3));
    CHECK(host.wait_for_settled("milestones", sent + sent / 3));
    CHECK(host.count_in_log("[example] " + std::to_string(sent) + " follows, the last one was ada") >= 1);
    CHECK(host.stop() == 0);
}

TEST_CASE("emit: check accepts a route for a derived type, and no misspelt one") {
    ExampleHost host("emit", "route.milestones.plugin = example\nroute.milestones.type = custom.milestone\n");
    CHECK(host.turnout({"check"}).status == 0);
    host.configure("plugins.directory = " TURNOUT_EXAMPLES "\nplugin.example.library = emit.so\n"
                   "route.milestones.plugin = example\nroute.milestones.type = custom.\n");
    CHECK(host.turnout({"check"}).status == 1);
}
