// How the host begins, and when it refuses to.
#include "tests/e2e/host_under_test.hpp"

#include <doctest/doctest.h>

#include <fstream>

using namespace turnout::test;

namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a broken configuration: every error with file and line, status 1") {
    HostUnderTest host("route.x.plugin = nobody\nhttp.adress = 1\nhttp.max_body = many\n");
    const Finished result = host.turnout({"serve"});
    CHECK(result.status == 1);
    const std::string file = host.configuration().string();
    CHECK(contains(result.errors, file + ":10: "));
    CHECK(contains(result.errors, "nobody"));
    CHECK(contains(result.errors, file + ":11: "));
    CHECK(contains(result.errors, "http.address")); // what was meant
    CHECK(contains(result.errors, file + ":12: "));
    CHECK(result.errors == host.turnout({"check"}).errors);
}

TEST_CASE("a configuration that is not there: status 1 and its name") {
    const HostUnderTest host;
    const Finished result = host.turnout({"serve", "--config", "/nonexistent.properties"});
    CHECK(result.status == 1);
    CHECK(contains(result.errors, "/nonexistent.properties"));
}

TEST_CASE("two hosts never share a state directory") {
    HostUnderTest host;
    REQUIRE(host.start());
    const Finished second =
        host.turnout({"serve", "--set", "http.address=127.0.0.1:0", "--set", "admin.address=127.0.0.1:0"});
    CHECK(second.status == 1);
    CHECK(contains(second.errors, (host.directory() / "state").string()));
    CHECK_MESSAGE(contains(second.errors, "another"), second.errors);
    CHECK(post(host.port(), {}).status == 204); // the first one goes on
    CHECK(host.stop() == 0);
}

TEST_CASE("a port that is in use: status 1 and the address") {
    HostUnderTest first;
    REQUIRE(first.start());
    const HostUnderTest second;
    const std::string taken = "127.0.0.1:" + std::to_string(first.port());
    const Finished result = second.turnout({"serve", "--set", "http.address=" + taken});
    CHECK(result.status == 1);
    CHECK_MESSAGE(contains(result.errors, taken), result.errors);
    CHECK(first.stop() == 0);
}

TEST_CASE("a plugin that is required and does not start stops the host, with the reason") {
    const HostUnderTest host("plugin.broken.library = jsonl.so\nplugin.broken.path = /nonexistent/events.jsonl\n");
    const Finished result = host.turnout({"serve"});
    CHECK(result.status == 1);
    CHECK_MESSAGE(contains(result.errors, "broken"), result.errors);
    CHECK(contains(result.errors, "/nonexistent/events.jsonl"));
}

TEST_CASE("a plugin that is not required and does not start is warned of, the others run") {
    HostUnderTest host("plugin.broken.library = jsonl.so\nplugin.broken.path = /nonexistent/events.jsonl\n"
                       "plugins.required = archive\nroute.more.plugin = broken\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(contains(host.log(), "/nonexistent/events.jsonl"));
    CHECK(post(host.port(), {}).status == 204);
    CHECK(host.wait_until_delivered(1));
    CHECK(host.stop() == 0);
}

TEST_CASE("a corrupted journal: the host refuses to start and says what to do") {
    HostUnderTest host;
    REQUIRE(host.start());
    CHECK(post(host.port(), {}).status == 204);
    CHECK(host.stop() == 0);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(host.directory() / "state")) {
        if (entry.path().extension() != ".db" && entry.path().extension() != ".sqlite") continue;
        std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
        file.write("this is not the header of a database, it was overwritten", 56);
    }
    const Finished result = host.turnout({"serve"});
    CHECK(result.status == 1);
    CHECK_MESSAGE(contains(result.errors, (host.directory() / "state").string()), result.errors);
}

TEST_CASE("check prints the resolved routes and no secret") {
    const HostUnderTest host;
    const Finished result = host.turnout({"check"});
    CHECK_MESSAGE(result.status == 0, result.errors);
    CHECK(contains(result.output, "everything"));
    CHECK(contains(result.output, "archive"));
    CHECK_FALSE(contains(result.output, test_secret));
}

TEST_CASE("check reads the plugins' files: what a start would refuse fails it, and no code runs") {
    HostUnderTest host;
    const auto refused = [&](const std::string& more, const std::string& why) {
        host.configure("plugins.directory = " TURNOUT_PLUGINS "\nplugin.archive.library = jsonl.so\n"
                       "plugin.archive.path = " +
                       (host.directory() / "events.jsonl").string() + "\n" + more);
        const Finished result = host.turnout({"check"});
        CHECK(result.status == 1);
        CHECK_MESSAGE(contains(result.errors, why), result.errors);
    };
    refused("route.everything.plugin = archive\nplugin.archive.fsnyc = true\n",
            "plugin.archive.fsnyc is no setting of turnout.jsonl; did you mean fsync?");
    host.configure("plugins.directory = " TURNOUT_EXAMPLES
                   "\nplugin.hello.library = hello.so\nroute.a.plugin = hello\nroute.a.type = stream.online\n");
    CHECK(contains(host.turnout({"check"}).errors, "route a: plugin hello does not handle stream.online@1"));
    std::filesystem::create_directory(host.directory() / "plugins");
    host.directory().write("plugins/odd.so", "no library");
    host.configure("plugins.directory = plugins\nroute.a.plugin = odd\n");
    const Finished odd = host.turnout({"check"});
    CHECK(odd.status == 1);
    CHECK_MESSAGE(contains(odd.errors, "odd.so: this is no ELF file"), odd.errors);
    CHECK_FALSE(std::filesystem::exists(host.directory() / "events.jsonl"));
}

TEST_CASE("--set overrides one key but never a secret") {
    const HostUnderTest host;
    CHECK(host.turnout({"check", "--set", "http.max_body=1m"}).status == 0);
    CHECK(host.turnout({"check", "--set", "http.max_body=lots"}).status == 1);
    const Finished secret = host.turnout({"check", "--set", "eventsub.secret=0123456789abc"});
    CHECK(secret.status == 1);
    CHECK_FALSE(contains(secret.errors, "0123456789abc"));
}
