// `turnout events` and `turnout dead` beside a running host.
#include "tests/e2e/host_under_test.hpp"

#include <doctest/doctest.h>

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

using namespace turnout::test;

namespace {

/// Dead letters in the test that replays many.
std::size_t replay_count() {
    const char* count = std::getenv("TURNOUT_E2E_REPLAYS");
    return count != nullptr ? std::stoul(count) : 2'000;
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// The plugin obedient, which rejects an event if its user is called so, on the route "main".
class ObedientHost : public HostUnderTest {
public:
    ObedientHost() { configure_with(""); }

    void configure_with(const std::string& more) {
        configure("plugins.directory = " TURNOUT_TEST_PLUGINS "\nplugin.obedient.library = obedient.so\n"
                  "plugin.obedient.path = " +
                  (directory() / "done").string() +
                  "\nroute.main.plugin = obedient\nroute.main.retry.backoff = 1h..1h\n" + more);
    }

    void accept(const std::string& id, const std::string& login) const {
        SignedRequest request;
        request.id = id;
        request.body = SignedRequest::follow_by(login);
        CHECK(post(port(), request).status == 204);
    }

    /// How often the plugin was done with it.
    std::size_t handled(const std::string& id) const {
        std::size_t count = 0;
        for (const auto& line : lines_of(directory() / "done"))
            if (line.starts_with("begin " + id + " ")) ++count;
        return count;
    }

    /// The output of a verb that must succeed.
    std::string say(std::vector<std::string> words) const {
        const Finished done = turnout(std::move(words));
        CHECK_MESSAGE(done.status == 0, done.errors);
        return done.output;
    }

    std::size_t dead() const {
        Poco::JSON::Parser parser;
        const auto answer =
            parser.parse(say({"dead", "list", "--json", "--limit", "100000"})).extract<Poco::JSON::Object::Ptr>();
        return answer->getArray("letters")->size();
    }
};

} // namespace

TEST_CASE("events: what was accepted is listed, and shown with what happened on each route") {
    ObedientHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    host.accept("fine", "ada");
    host.accept("bad", "reject");
    host.accept("later", "retry-until-9");
    CHECK(wait_until([&] { return host.handled("later") == 1; }));
    CHECK(wait_until([&] { return contains(host.say({"events", "list", "--state", "waiting"}), "later"); }));
    CHECK(wait_until([&] {
        return contains(host.say({"events", "list", "--state", "settled", "--route", "main"}), "fine");
    }));
    const auto all = host.say({"events", "list", "--type", "channel.*", "--since", "10m", "--broadcaster", "1337"});
    CHECK(all.find("later") < all.find("bad"));
    CHECK(all.find("bad") < all.find("fine"));
    CHECK(host.say({"events", "list", "--type", "stream.online"}) == "no events\n");
    CHECK(contains(host.say({"events", "list", "--state", "dead"}), "bad"));
    CHECK_FALSE(contains(host.say({"events", "list", "--state", "settled", "--route", "main"}), "bad"));

    const auto shown = host.say({"events", "show", "bad"});
    CHECK(contains(shown, "Twitch-Eventsub-Message-Id: bad\n"));
    CHECK(contains(shown, "\"user_login\": \"reject\""));
    CHECK(contains(shown, "\nroute main: dead"));
    CHECK(contains(shown, "reason         rejected as told"));
    CHECK(contains(shown, "plugin         turnout.test.obedient 1.0.0"));
    const auto fine = host.say({"events", "show", "fine"});
    CHECK(contains(fine, "\nroute main: handled (ok)"));
    const Finished never = host.turnout({"events", "show", "never"});
    CHECK(never.status == 1);
    CHECK(contains(never.errors, "there is no event never"));
    CHECK(host.turnout({"events", "list", "--since", "yesterday"}).status == 2);
    CHECK(contains(host.say({"events", "list", "--route", "main"}), "fine"));
    CHECK(host.turnout({"events", "list", "--route", "never"}).status == 1);
    CHECK(host.stop() == 0);
}

TEST_CASE("events that a route does not want are not its own: shown with the condition, and replayed only by id") {
    ObedientHost host;
    host.configure_with("route.main.where.event.user_login.not = nightbot\nroute.off.plugin = obedient\n"
                        "route.off.enabled = false\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    for (const char* id : {"one", "two"}) host.accept(id, "ada");
    host.accept("bot", "nightbot");
    CHECK(wait_until([&] { return host.handled("two") == 1; }));
    const auto settled = [&](const std::string& id) {
        return !contains(host.say({"events", "list", "--state", "open"}), id);
    };
    CHECK(wait_until([&] { return settled("bot"); }));
    const auto shown = host.say({"events", "show", "bot"});
    CHECK(contains(shown, "\nroute main: not wanted (where.event.user_login.not)"));
    CHECK(contains(shown, "\nroute off: passed by, as the route is not enabled"));
    CHECK(contains(host.say({"events", "show", "one"}), "\nroute main: handled (ok)"));
    CHECK_FALSE(contains(host.say({"events", "list", "--state", "settled", "--route", "main"}), "bot"));
    CHECK_FALSE(contains(host.say({"events", "list", "--route", "main"}), "bot"));
    CHECK(contains(host.say({"events", "list"}), "bot"));
    const Finished some = host.turnout({"events", "replay", "--since", "1h", "--route", "main", "--yes"});
    CHECK(some.status == 0);
    CHECK(contains(some.output, "2 replayed"));
    CHECK(contains(some.errors, "1 left as they are: route main does not take it (where.event.user_login.not)"));
    CHECK(wait_until([&] { return host.handled("one") == 2 && host.handled("two") == 2; }));
    CHECK(host.handled("bot") == 0);
    CHECK(contains(host.say({"events", "replay", "bot", "--route", "main"}), "1 replayed"));
    CHECK(wait_until([&] { return host.handled("bot") == 1; }));
    const Finished off = host.turnout({"events", "replay", "one", "--route", "off"});
    CHECK(off.status == 1);
    CHECK(contains(off.errors, "route off is not enabled"));
    CHECK(contains(host.say({"routes", "pause", "main"}), "main"));
    const Finished paused = host.turnout({"events", "replay", "one", "--route", "main"});
    CHECK(paused.status == 0);
    CHECK(contains(paused.errors, "Note: route main is paused"));
    CHECK(host.stop() == 0);
}

TEST_CASE("events replay: a new delivery of the same event, marked as such") {
    ObedientHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    for (const char* id : {"a", "b", "c"}) host.accept(id, "ada");
    CHECK(wait_until([&] { return host.handled("c") == 1; }));
    CHECK(contains(host.say({"events", "replay", "a", "--route", "main"}), "1 replayed"));
    CHECK(wait_until([&] { return host.handled("a") == 2; }));
    const Finished unasked =
        host.turnout({"events", "replay", "--type", "channel.follow", "--since", "1h", "--route", "main"});
    CHECK(unasked.status == 1);
    CHECK(contains(unasked.errors, "Replay 3 events on route main?"));
    CHECK(contains(unasked.errors, "give --yes"));
    CHECK(contains(
        host.say({"events", "replay", "--type", "channel.follow", "--since", "1h", "--route", "main", "--yes"}),
        "3 replayed"));
    CHECK(wait_until([&] { return host.handled("a") == 3 && host.handled("b") == 2 && host.handled("c") == 2; }));
    CHECK(host.turnout({"events", "replay", "a"}).status == 2);
    CHECK(contains(host.turnout({"events", "replay", "a", "--route", "never"}).errors, "there is no route never"));
    CHECK(host.stop() == 0);
}

TEST_CASE("dead letters are listed, shown, replayed and dropped") {
    ObedientHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    for (const char* id : {"a", "b", "c", "d"}) host.accept(id, "reject");
    CHECK(wait_until([&] { return host.dead() == 4; }));
    const auto list = host.say({"dead", "list", "--route", "main"});
    CHECK(contains(list, "rejected as told"));
    CHECK(contains(host.say({"dead", "show", "1"}), "Twitch-Eventsub-Message-Id: a\n"));
    CHECK(contains(host.say({"dead", "replay", "1"}), "1 replayed"));
    CHECK(wait_until([&] { return host.handled("a") == 2 && host.dead() == 4; })); // rejected anew
    CHECK(host.turnout({"dead", "show", "1"}).status == 1);
    const Finished unasked = host.turnout({"dead", "drop", "--route", "main"});
    CHECK(unasked.status == 1);
    CHECK(contains(unasked.errors, "Drop 4 dead letters?"));
    CHECK(host.turnout({"dead", "drop"}).status == 2);
    CHECK(host.turnout({"dead", "drop", "x"}).status == 2);
    CHECK(host.turnout({"dead", "drop", "--all", "--type", "t"}).status == 2);
    CHECK(contains(host.say({"dead", "drop", "--route", "main", "--limit", "3", "--yes"}), "3 dropped"));
    CHECK(host.dead() == 1);
    CHECK(contains(host.say({"dead", "drop", "--all"}), "1 dropped")); // one alone is not asked about
    CHECK(host.dead() == 0);
    CHECK(host.stop() == 0);
}

TEST_CASE("dead letters of the host are listed, and replayed on a route that is named") {
    ObedientHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    SignedRequest stale;
    stale.id = "old";
    stale.timestamp = "2020-01-01T00:00:00.000000000Z";
    CHECK(post(host.port(), stale).status == 204);
    CHECK(contains(host.say({"dead", "list", "--route", "@host"}), "stale"));
    CHECK(contains(host.say({"events", "show", "old"}), "stale"));
    const Finished nowhere = host.turnout({"dead", "replay", "--all"});
    CHECK(nowhere.status == 1);
    CHECK(contains(nowhere.errors, "1 left as they are"));
    CHECK(contains(host.say({"dead", "replay", "--route", "@host", "--to", "main"}), "1 replayed"));
    CHECK(wait_until([&] { return host.handled("old") == 1; }));
    CHECK(host.stop() == 0);
}

TEST_CASE("thousands of dead letters are replayed by one command while events flow") {
    const std::size_t count = replay_count();
    const auto limit = std::chrono::seconds(120);
    ObedientHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    const auto body = host.directory().write("reject.json", SignedRequest::follow_by("reject"));
    const Finished load = run(host.loadgen({"-n", std::to_string(count), "-c", "32", "--body", body.string()}), limit);
    REQUIRE_MESSAGE(load.status == 0, load.output, load.errors);
    const auto dead = [&] {
        return contains(host.admin("/metrics").body, R"(route="main",state="dead"} )" + std::to_string(count) + "\n");
    };
    CHECK(wait_until(dead, limit));
    CHECK(host.stop() == 0);
    // Now the route's plugin is one that takes them.
    host.configure("plugins.directory = " TURNOUT_PLUGINS
                   "\nplugin.archive.library = jsonl.so\nplugin.archive.path = " +
                   (host.directory() / "events.jsonl").string() + "\nroute.main.plugin = archive\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    Process flow(host.loadgen({"-r", "50", "-d", "3600", "-c", "4", "--bid-base", "7000000"}));
    CHECK(host.wait_until_delivered(50));
    CHECK(contains(host.say({"dead", "replay", "--route", "main", "--yes"}), std::to_string(count) + " replayed\n"));
    CHECK(flow.running());
    CHECK(
        wait_until([&] { return contains(host.admin("/metrics").body, R"(route="main",state="waiting"} 0)"); }, limit));
    CHECK(host.wait_until_delivered(count + 50, limit));
    CHECK(host.say({"dead", "list"}) == "none\n");
    CHECK(host.stop() == 0);
}
