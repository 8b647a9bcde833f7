// The admin API of the real host, and the verbs that are its clients.
#include "tests/e2e/host_under_test.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace turnout::test;

namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("api: a host makes a token, keeps it over a restart, and shows it nowhere") {
    HostUnderTest host;
    REQUIRE_MESSAGE(host.start(), host.log());
    const auto file = host.directory() / "state/admin.token";
    const std::string token = read_file(file);
    using std::filesystem::perms;
    CHECK(std::filesystem::status(file).permissions() == (perms::owner_read | perms::owner_write));
    CHECK(host.admin("/api/v1/status").status == 401);
    const Finished status = host.turnout({"status"});
    CHECK_MESSAGE(status.status == 0, status.errors);
    CHECK(contains(status.output, "\nready\n"));
    CHECK(host.stop() == 0);
    REQUIRE(host.start());
    CHECK(read_file(file) == token);
    CHECK(host.turnout({"status", "--json"}).status == 0);
    CHECK(host.stop() == 0);
    CHECK_FALSE(contains(host.log(), token.substr(0, 64)));
}

TEST_CASE("api: a configured token is the one that counts") {
    HostUnderTest host("admin.token = ${file:token}\n");
    host.directory().write("token", "a-token-of-the-operator\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK_FALSE(std::filesystem::exists(host.directory() / "state/admin.token"));
    CHECK(host.turnout({"status"}).status == 0);
    host.directory().write("token", "another-token-of-another\n");
    const Finished wrong = host.turnout({"status"});
    CHECK(wrong.status == 1);
    CHECK(contains(wrong.errors, "does not take this token"));
    CHECK_FALSE(contains(wrong.errors, "another-token-of-another"));
    CHECK(host.stop() == 0);
    CHECK_FALSE(contains(host.log(), "a-token-of-the-operator"));
}

TEST_CASE("api: a token file that others can read stops the start and says what to do") {
    HostUnderTest host;
    std::filesystem::create_directory(host.directory() / "state");
    host.directory().write("state/admin.token", "0123456789abcdef0123\n");
    std::filesystem::permissions(host.directory() / "state/admin.token", std::filesystem::perms::others_read,
                                 std::filesystem::perm_options::add);
    CHECK_FALSE(host.start());
    CHECK(host.process().wait() == 1);
    CHECK(contains(host.log(), "others have access to"));
}

TEST_CASE("api: verbs say when there is no host, and where they looked") {
    HostUnderTest host;
    const Finished never = host.turnout({"routes", "list"});
    CHECK(never.status == 1);
    CHECK(contains(never.errors, "has it been started with this configuration?"));
    REQUIRE(host.start());
    CHECK(host.stop() == 0);
    const Finished gone = host.turnout({"routes", "list"});
    CHECK(gone.status == 1);
    CHECK(contains(gone.errors, "no host listens at http://127.0.0.1:" + std::to_string(host.admin_port())));
}

TEST_CASE("api: a paused route's events wait, over a restart, until it is resumed") {
    HostUnderTest host;
    REQUIRE_MESSAGE(host.start(), host.log());
    const Finished paused = host.turnout({"routes", "pause", "everything"});
    CHECK_MESSAGE(paused.status == 0, paused.errors);
    CHECK(contains(paused.output, "route everything is paused"));
    CHECK(host.stop() == 0);
    REQUIRE(host.start());
    CHECK(post(host.port(), SignedRequest{}).status == 204);
    const Finished list = host.turnout({"routes", "list"});
    CHECK(contains(list.output, "everything  paused"));
    CHECK(host.delivered().empty());
    CHECK(contains(host.turnout({"routes", "resume", "everything"}).output, "route everything is active"));
    CHECK(host.wait_until_delivered(1));
    CHECK(host.turnout({"routes", "pause", "never"}).status == 1);
    CHECK(host.stop() == 0);
}

TEST_CASE("api: a route that was removed is listed as retired, and can be dropped with its backlog") {
    HostUnderTest host("route.later.plugin = archive\nroute.later.type = channel.follow\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(post(host.port(), SignedRequest{}).status == 204);
    const Finished first = host.turnout({"routes", "list"});
    CHECK_MESSAGE(first.status == 0, first.errors);
    CHECK(contains(first.output, "later"));
    CHECK(contains(first.output, "(every event)"));
    const Finished refused = host.turnout({"routes", "drop", "later", "--yes"});
    CHECK(refused.status == 1);
    CHECK(contains(refused.errors, "route later is configured"));
    CHECK(host.stop() == 0);
    host.configure("plugins.directory = " TURNOUT_PLUGINS "\nplugin.archive.library = jsonl.so\n"
                   "plugin.archive.path = " +
                   (host.directory() / "events.jsonl").string() + "\nroute.everything.plugin = archive\n");
    REQUIRE(host.start());
    CHECK(contains(host.turnout({"routes", "list"}).output, "retired"));
    SignedRequest second;
    second.id = "id-2";
    CHECK(post(host.port(), second).status == 204);
    CHECK(host.wait_until_delivered(2));
    const Finished unasked = host.turnout({"routes", "drop", "later"});
    CHECK(unasked.status == 1);
    CHECK(contains(unasked.errors, "give --yes"));
    const Finished dropped = host.turnout({"routes", "drop", "later", "--yes", "--json"});
    CHECK_MESSAGE(dropped.status == 0, dropped.errors);
    CHECK(contains(dropped.output, "\"dropped\": \"later\""));
    CHECK_FALSE(contains(host.turnout({"routes", "list"}).output, "later"));
    const Finished again = host.turnout({"routes", "drop", "later"});
    CHECK(again.status == 1);
    CHECK(contains(again.errors, "there is no route later"));
    CHECK(host.stop() == 0);
}
