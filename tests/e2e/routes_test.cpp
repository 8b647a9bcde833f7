// Which events come to which route, in the real host: filters, switches, renamed and removed routes, and what `explain`
// says of them.
#include "tests/e2e/host_under_test.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace turnout::test;

namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// A host with one route to `jsonl`, written as a test likes.
class Routes : public HostUnderTest {
public:
    void route(const std::string& name, const std::string& lines, const std::string& more = "") {
        std::string text = "plugins.directory = " TURNOUT_PLUGINS "\nplugin.archive.library = jsonl.so\n"
                           "plugin.archive.path = " +
                           (directory() / "events.jsonl").string() + "\n";
        if (!name.empty()) text += "route." + name + ".plugin = archive\n";
        for (std::size_t begin = 0; begin < lines.size();) {
            const auto end = lines.find('\n', begin);
            text += "route." + name + "." + lines.substr(begin, end + 1 - begin);
            begin = end + 1;
        }
        configure(text + more);
    }

    /// A follow whose id is `login`, too.
    void follow(const std::string& login) const {
        SignedRequest request;
        request.id = login;
        request.body = SignedRequest::follow_by(login);
        CHECK(post(port(), request).status == 204);
    }

    Finished explain(const std::string& what) const { return turnout({"explain", what}); }
};

} // namespace

TEST_CASE("a filter keeps events from the plugin, and explain says why, beside the host and after it") {
    Routes host;
    host.route("follows", "type = channel.*\nwhere.event.user_login.not = nightbot\n"
                          "where.subscription.condition.broadcaster_user_id.in = 1, 1337\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    host.follow("nightbot");
    host.follow("ada");
    CHECK(host.wait_until_delivered(1));
    const auto refused = host.explain("nightbot");
    CHECK(refused.status == 1);
    CHECK_MESSAGE(contains(refused.output, "event channel.follow@2, message nightbot\n"
                                           "route follows -> archive: passes it by, because of "
                                           "where.event.user_login.not = nightbot\n"),
                  refused.output, refused.errors);
    CHECK(contains(refused.output, "    no   where.event.user_login.not = nightbot   found \"nightbot\"\n"));
    const auto taken = host.explain("ada");
    CHECK_MESSAGE(taken.status == 0, taken.output, taken.errors);
    CHECK(contains(taken.output, "route follows -> archive: takes it\n"));
    CHECK(contains(taken.output, "    yes  type = channel.*   found \"channel.follow\"\n"));
    CHECK(host.stop() == 0);
    CHECK(host.delivered().size() == 1);
    CHECK(host.delivered().contains("ada"));
    CHECK(host.explain("ada").status == 0);
    const auto unknown = host.explain("nobody");
    CHECK(unknown.status == 1);
    CHECK(contains(unknown.errors, "'nobody' is neither a file nor the id of an event in the journal of "));
}

TEST_CASE("explain reads a body from a file, and tells it as JSON") {
    Routes host;
    host.route("big", "type = channel.raid\nwhere.event.viewers.min = 100\n");
    const auto body = [&](int viewers) {
        return host.directory()
            .write("body.json", R"({"subscription":{"id":"s","type":"channel.raid","version":"1","status":"enabled",)"
                                R"("condition":{}},"event":{"viewers":)" +
                                    std::to_string(viewers) + "}}")
            .string();
    };
    CHECK(host.explain(body(100)).status == 0);
    const auto small = host.turnout({"explain", "--json", body(99)});
    CHECK(small.status == 1);
    CHECK_MESSAGE(contains(small.output, R"("decided": "where.event.viewers.min")"), small.output, small.errors);
    CHECK(contains(small.output, R"("99")"));
    const auto odd = host.explain(host.directory().write("odd.json", "{}").string());
    CHECK(odd.status == 1);
    CHECK(contains(odd.errors, "holds neither a body with a subscription nor an event"));
    CHECK(host.turnout({"explain"}).status == 2);
}

TEST_CASE("what waits on a paused route is handed on to its new name, but for what is over max_backlog") {
    Routes host;
    host.route("old", "paused = true\nmax_backlog = 3\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    for (const auto* login : {"one", "two", "three", "four", "five"}) host.follow(login);
    CHECK(wait_until([&] { return contains(host.log(), "more events wait than its max_backlog of 3"); }));
    CHECK(host.stop() == 0);
    CHECK(host.delivered().empty());
    host.route("new", "renamed_from = old\nmax_backlog = 3\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.wait_until_delivered(3));
    CHECK(contains(host.log(), "route new goes on where route old was"));
    CHECK(host.stop() == 0);
    for (const auto* login : {"three", "four", "five"}) CHECK(host.delivered().contains(login));
    CHECK(host.delivered().size() == 3);
    REQUIRE(host.start()); // nothing to take over any more
    CHECK(host.stop() == 0);
    CHECK_FALSE(contains(host.log(), "takes over nothing"));
}

TEST_CASE("what waits on a route that is removed is kept until it comes back") {
    Routes host;
    host.route("waiting", "paused = true\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    host.follow("kept");
    CHECK(host.stop() == 0);
    host.route("", "");
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(contains(host.log(), "route waiting is no longer configured"));
    CHECK(host.stop() == 0);
    host.route("waiting", "");
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.wait_until_delivered(1));
    CHECK(host.delivered().contains("kept"));
    CHECK(host.stop() == 0);
}

TEST_CASE("events pass by a route that is not enabled, for good") {
    const std::string other = "route.also.plugin = archive\n"; // read just before the one under test
    Routes host;
    host.route("off", "enabled = false\n", other);
    REQUIRE_MESSAGE(host.start(), host.log());
    host.follow("gone");
    CHECK(host.wait_until_delivered(1));
    CHECK(host.stop() == 0);
    host.route("off", "", other);
    REQUIRE_MESSAGE(host.start(), host.log());
    host.follow("taken");
    CHECK(wait_until([&] { return host.delivered().contains("taken") && host.delivered().at("taken") == 2; }));
    CHECK(host.stop() == 0);
    CHECK(host.delivered().at("gone") == 1);
}
