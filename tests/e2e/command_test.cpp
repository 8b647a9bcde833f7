// send, dev and version against real hosts.
#include "tests/e2e/host_under_test.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <fstream>

using namespace turnout::test;

namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::size_t lines_with(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) ++count;
    return count;
}

} // namespace

TEST_CASE("send posts a signed sample that is accepted and handled") {
    HostUnderTest host;
    REQUIRE(host.start());
    const Finished one = host.turnout(
        {"send", "channel.raid", "--set", "event.viewers=4711", "--set", "event.from_broadcaster_user_login=somebody"});
    CHECK_MESSAGE(one.status == 0, one.errors);
    CHECK(contains(one.output, "204 "));
    CHECK(contains(one.output, "channel.raid@1"));
    const Finished many = host.turnout({"send", "channel.follow@2", "--count", "5"});
    CHECK(many.status == 0);
    CHECK(lines_with(many.output, "204 No Content") == 5);
    CHECK(host.wait_until_delivered(6));
    CHECK(host.stop() == 0);
    const std::string events = read_file(host.directory() / "events.jsonl");
    CHECK(contains(events, "4711"));
    CHECK(contains(events, "somebody"));
}

TEST_CASE("send takes a body from a file, byte for byte") {
    HostUnderTest host;
    REQUIRE(host.start());
    const auto body = host.directory().write(
        "body.json", R"({"subscription": {"id":"1","type":"made.up","version":"7","status":"enabled","condition":{}},)"
                     R"(  "event": {"marker":   "byte for byte"}})");
    const Finished result = host.turnout({"send", "--body", body.string()});
    CHECK_MESSAGE(result.status == 0, result.output, result.errors);
    CHECK(host.wait_until_delivered(1));
    CHECK(host.stop() == 0);
    CHECK(contains(read_file(host.directory() / "events.jsonl"), "byte for byte"));
}

TEST_CASE("send says what was answered and exits 1 when it is not 2xx") {
    HostUnderTest host;
    REQUIRE(host.start());
    HostUnderTest stranger; // the same configuration with another secret
    stranger.directory().write("secret", "quite-another-secret");
    const Finished result = stranger.turnout({"send", "channel.follow", "--to", host.url()});
    CHECK(result.status == 1);
    CHECK(contains(result.output, "403 "));
    CHECK(host.stop() == 0);
    const Finished nobody = host.turnout({"send", "channel.follow", "--timeout", "1"});
    CHECK(nobody.status == 1);
    CHECK(contains(nobody.errors, host.url()));
}

TEST_CASE("send --challenge: answered for a subscription that a route wants, refused for others") {
    HostUnderTest host(
        "route.follows.plugin = archive\nroute.follows.type = channel.follow\nroute.follows.version = 2\n"
        "route.follows.condition.broadcaster_user_id = 9900041736\n"
        "route.follows.condition.moderator_user_id = 9900071820\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    const Finished wanted = host.turnout({"send", "channel.follow@2", "--challenge"});
    CHECK_MESSAGE(wanted.status == 0, wanted.output, wanted.errors);
    CHECK(contains(wanted.output, "200 "));
    const Finished unwanted = host.turnout({"send", "channel.raid", "--challenge"});
    CHECK(unwanted.status == 1);
    CHECK(contains(unwanted.output, "403 "));
    CHECK(host.stop() == 0);
}

TEST_CASE("send --revoke is accepted and handled as an event") {
    HostUnderTest host;
    REQUIRE(host.start());
    const Finished result = host.turnout({"send", "channel.follow", "--revoke", "authorization_revoked"});
    CHECK_MESSAGE(result.status == 0, result.output);
    CHECK(host.wait_until_delivered(1));
    CHECK(host.stop() == 0);
    CHECK(contains(read_file(host.directory() / "events.jsonl"), "authorization_revoked"));
}

TEST_CASE("dev --events 200 --rate 100 handles every event, shows it, and exits 0") {
    const Finished result = run({TURNOUT_PROGRAM, "dev", "--events", "200", "--rate", "100"});
    CHECK_MESSAGE(result.status == 0, result.output, result.errors);
    CHECK(contains(result.output, "sent      200\n"));
    CHECK(contains(result.output, "answered  200 with 2xx"));
    CHECK(contains(result.output, "handled   200 "));
    CHECK(contains(result.output, "channel.chat.message"));
    CHECK(lines_with(result.output, "[logger]") >= 200);
    const std::size_t at = result.output.find("/turnout-dev-");
    REQUIRE(at != std::string::npos);
    const std::size_t begin = result.output.rfind(' ', at) + 1;
    const std::string state = result.output.substr(begin, result.output.find(' ', at) - begin);
    CHECK_FALSE(std::filesystem::exists(state));
}

TEST_CASE("dev runs until Ctrl-C, and `send` reaches it with the configuration that it prints") {
    Process dev({TURNOUT_PROGRAM, "dev", "--rate", "50", "--for", "1h"});
    REQUIRE(dev.wait_for_text(" send channel.raid --config "));
    const std::string output = dev.output();
    const std::size_t begin = output.find("--config ") + 9;
    const std::string file = output.substr(begin, output.find('\n', begin) - begin);
    const Finished sent = run({TURNOUT_PROGRAM, "send", "channel.raid", "--config", file, "--set",
                               "event.from_broadcaster_user_name=Visitor"});
    CHECK_MESSAGE(sent.status == 0, sent.output, sent.errors);
    CHECK(dev.wait_for_text("Visitor"));
    dev.signal(SIGINT);
    CHECK(dev.wait() == 0);
    CHECK(contains(dev.output(), "handled"));
}

TEST_CASE("dev runs under a umask that lets the group write") {
    const Finished result =
        run({"/bin/sh", "-c", "umask 002; exec \"$0\" \"$@\"", TURNOUT_PROGRAM, "dev", "--events", "5"});
    CHECK_MESSAGE(result.status == 0, result.output);
}

TEST_CASE("dev --for ends by itself") {
    const Finished result = run({TURNOUT_PROGRAM, "dev", "--for", "1s", "--rate", "20"});
    CHECK(result.status == 0);
    CHECK(contains(result.output, "sent      20\n"));
}

TEST_CASE("wrong usage exits 2") {
    CHECK(run({TURNOUT_PROGRAM}).status == 2);
    CHECK(run({TURNOUT_PROGRAM, "dev", "--rate", "fast"}).status == 2);
    CHECK(run({TURNOUT_PROGRAM, "dev", "--for", "soon"}).status == 2);
    CHECK(run({TURNOUT_PROGRAM, "serve", "extra"}).status == 2);
    CHECK(run({TURNOUT_PROGRAM, "version"}).status == 0);
}
