// Plugins that hang, in the real host: the culprit is named, the others go on, and a stop ends in order.
#include "tests/e2e/host_under_test.hpp"

#include <doctest/doctest.h>

#include <filesystem>

namespace fs = std::filesystem;
using namespace turnout::test;

namespace {

/// A host with the plugin `archive`, which writes every event down, and one that hangs, `odd`.
class HangingHost : public HostUnderTest {
public:
    explicit HangingHost(const std::string& member, const std::string& more = "plugins.required = archive\n") {
        fs::create_directory(directory() / "plugins");
        for (const fs::path& library : {fs::path{TURNOUT_PLUGINS} / "jsonl.so", fs::path{TURNOUT_ZOO} / member}) {
            const auto to = directory() / "plugins" / library.filename();
            fs::copy_file(library, to);
            fs::permissions(to, fs::perms::owner_all);
        }
        configure(
            "plugins.directory = " + (directory() / "plugins").string() +
            "\nplugin.archive.library = jsonl.so\nplugin.archive.path = " + (directory() / "events.jsonl").string() +
            "\nroute.everything.plugin = archive\nplugin.odd.library = " + member +
            "\nroute.odd.plugin = odd\nroute.odd.type = channel.follow\nroute.odd.version = 2\n" +
            "plugins.start_timeout = 500ms\nshutdown.timeout = 500ms\n" + more);
    }

    bool logged(const std::string& text) const { return log().find(text) != std::string::npos; }

    /// How often a text stands in the log.
    std::size_t told(const std::string& text) const {
        const auto all = log();
        std::size_t count = 0;
        for (auto at = all.find(text); at != std::string::npos; at = all.find(text, at + 1)) ++count;
        return count;
    }

    /// Whether the plugin that works gets an event.
    bool delivers(const std::string& id) {
        SignedRequest request;
        request.id = id;
        return post(port(), request).status == 204 && wait_until([&] { return delivered().contains(id); });
    }

    /// Ends the host and starts it again.
    bool restarts() { return stop() == 0 && start(); }
};

} // namespace

TEST_CASE("a plugin that hangs in create() or start() is told, and the host serves without it") {
    for (const std::string call : {"create", "start"}) {
        CAPTURE(call);
        HangingHost host(call + "_hangs.so");
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
    const HangingHost host("start_hangs.so", "plugins.required = all\n");
    const Finished result = host.turnout({"serve"});
    CHECK(result.status == 1);
    CHECK_MESSAGE(result.errors.find("plugins that are required do not run: odd") != std::string::npos, result.errors);
    CHECK(result.errors.find("it hangs in start()") != std::string::npos);
}

TEST_CASE("a plugin that hangs in stop() is named, the journal is closed in order, and its events come again") {
    HangingHost host("stop_hangs.so"); // it has deferred what it got
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
    HangingHost host("handle_hangs.so");
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
