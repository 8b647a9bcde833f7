#include "fixture.hpp"

using namespace turnout::config;
using namespace turnout::config::test;

namespace {

/// Problems of a route `r` with these lines, from line 3.
struct Routes : Fixture {
    std::string of(const std::string& lines) const { return faults(route(lines)); }

    Route made(const std::string& lines) const { return good(route(lines)).routes.at(0); }

    static std::string route(const std::string& lines) {
        std::string text = "route.r.plugin = logger\n";
        for (std::size_t begin = 0; begin < lines.size();) {
            const auto end = lines.find('\n', begin);
            text += "route.r." + lines.substr(begin, end + 1 - begin);
            begin = end + 1;
        }
        return text;
    }
};

} // namespace

TEST_CASE_FIXTURE(Routes, "a catch-all route") {
    const auto route = made("order_by = event.user_id\nstart = oldest\nconcurrency = 2\ntimeout = 3s\n"
                            "retry.attempts = 4\nretry.backoff = 5s..6s\nretry.max_age = 7h\n");
    CHECK(route.name == "r");
    CHECK(route.plugin == "logger");
    CHECK(route.type == "");
    CHECK(route.version == "");
    CHECK(route.order_by == "event.user_id");
    CHECK(route.start_at_oldest);
    CHECK(route.concurrency == 2);
    CHECK(route.timeout.count() == 3'000);
    CHECK(route.retry.attempts == 4);
    CHECK(route.retry.backoff_min.count() == 5'000);
    CHECK(route.retry.backoff_max.count() == 6'000);
    CHECK(route.retry.max_age.count() == 7 * 3'600'000);
    CHECK(route.origin.line == 2);
}

TEST_CASE_FIXTURE(Routes, "routes that are right") {
    CHECK(made("type = stream.online\n").version == "1");
    CHECK(made("type = channel.follow\n").version == "");
    CHECK(made("type = channel.follow\nversion = 2\n").version == "2");
    const auto route = made("type = channel.follow\nversion = 2\ncondition.broadcaster_user_id = 1\n"
                            "condition.moderator_user_id = 2\n");
    CHECK(route.condition ==
          std::map<std::string, std::string>{{"broadcaster_user_id", "1"}, {"moderator_user_id", "2"}});
    made("type = channel.raid\ncondition.to_broadcaster_user_id = 1\n");
    made("type = drop.entitlement.grant\ncondition.organization_id = 9dd2-x\n");
}

TEST_CASE_FIXTURE(Routes, "unknown types and versions") {
    CHECK(of("type = stream.onlin\n") ==
          "t.properties:3: route.r.type: `stream.onlin` is no type of EventSub (did you mean stream.online?)\n");
    CHECK(of("type = stream.online\nversion = 2\n") ==
          "t.properties:4: route.r.version: stream.online has no version `2`; there is 1 (did you mean 1?)\n");
    CHECK(of("type = channel.follow\nversion = 3\n") ==
          "t.properties:4: route.r.version: channel.follow has no version `3`; there are 1 and 2\n");
    CHECK(of("version = 1\n") == "t.properties:3: route.r.version: a version needs a type\n");
}

TEST_CASE_FIXTURE(Routes, "types that plugins emit begin with custom. and have any version and condition") {
    CHECK(made("type = custom.milestone\n").version.empty());
    CHECK(made("type = custom.mile_stone.2\nversion = beta\ncondition.broadcaster_user_id = 1\n").version == "beta");
    for (const auto* type : {"custom", "custom.", "custom.Big", "custom.a-b", "costum.milestone"})
        CHECK(of("type = " + std::string(type) + "\n").find("is no type of EventSub") != std::string::npos);
}

TEST_CASE_FIXTURE(Routes, "a prefix stands for every type that begins so") {
    CHECK(made("type = channel.*\n").type == "channel.*");
    made("type = stream.*\n");
    made("type = drop.entitlement.*\n");
    made("type = custom.*\n");
    made("type = custom.goals.*\n");
    CHECK(of("type = chanel.*\n") ==
          "t.properties:3: route.r.type: `chanel.*` fits no type of EventSub (did you mean channel.*?)\n");
    CHECK(of("type = channel.follow.*\n") ==
          "t.properties:3: route.r.type: `channel.follow.*` fits no type of EventSub\n");
    for (const auto* type : {"channel*", "channel.*.x", "*.online", "chan*.*", "channel.**"})
        CHECK_MESSAGE(of("type = " + std::string(type) + "\n").find("a prefix ends in `.*`") != std::string::npos,
                      type);
    CHECK(of("type = channel*\n").find("(did you mean channel.*?)") != std::string::npos);
    CHECK(of("type = *\n") == "t.properties:3: route.r.type: every event is what a route without a type takes: leave "
                              "this line out\n");
}

TEST_CASE_FIXTURE(Routes, "a prefix has neither version nor condition") {
    CHECK(of("type = channel.*\nversion = 2\n") ==
          "t.properties:4: route.r.version: a version belongs to one type, and this route takes several\n");
    CHECK(
        of("type = channel.*\ncondition.broadcaster_user_id = 1\n") ==
        "t.properties:4: route.r.condition.broadcaster_user_id: a condition belongs to one type, and this route takes "
        "several\n");
}

TEST_CASE_FIXTURE(Routes, "switches of a route") {
    const auto plain = made("order_by = none\n");
    CHECK(plain.enabled);
    CHECK_FALSE(plain.paused);
    CHECK_FALSE(plain.overtake);
    const auto switched = made("enabled = false\npaused = true\norder_on_retry = overtake\nrenamed_from = former\n");
    CHECK_FALSE(switched.enabled);
    CHECK(switched.paused);
    CHECK(switched.overtake);
    CHECK(switched.renamed_from == "former");
    CHECK(of("enabled = no\n").find("is neither true nor false") != std::string::npos);
    CHECK(of("renamed_from = @host\n").find("is not a name") != std::string::npos);
}

TEST_CASE_FIXTURE(Routes, "only a route that is gone can be taken over, and only once") {
    CHECK(of("renamed_from = r\n") ==
          "t.properties:3: route.r.renamed_from: the route has this name already: leave this line out\n");
    CHECK(
        faults("route.a.plugin = logger\nroute.b.plugin = logger\nroute.b.renamed_from = a\n") ==
        "t.properties:4: route.b.renamed_from: route `a` is still configured, so nothing can be taken over from it\n");
    CHECK(faults("route.a.plugin = logger\nroute.a.renamed_from = x\nroute.b.plugin = logger\n"
                 "route.b.renamed_from = x\n") ==
          "t.properties:5: route.b.renamed_from: route a takes over from `x` already\n");
}

TEST_CASE_FIXTURE(Routes, "an empty catalog knows no type, and says so") {
    types.clear();
    CHECK(of("type = stream.online\n") == "t.properties:3: route.r.type: `stream.online` is no type of EventSub\n");
    CHECK(of("timeout = 1s\n") == "");
}

TEST_CASE_FIXTURE(Routes, "impossible conditions") {
    CHECK(of("type = stream.online\ncondition.broadcaster_user_id = 1\ncondition.moderator_user_id = 1\n") ==
          "t.properties:5: route.r.condition.moderator_user_id: stream.online version 1 has no such condition; it has "
          "broadcaster_user_id\n");
    CHECK(of("type = stream.online\ncondition.broadcaster_id = 1\n") ==
          "t.properties:2: route.r.condition.broadcaster_user_id: missing: stream.online version 1 needs it in its "
          "condition\n"
          "t.properties:4: route.r.condition.broadcaster_id: stream.online version 1 has no such condition; it has "
          "broadcaster_user_id\n");
    CHECK(of("type = channel.follow\nversion = 2\ncondition.broadcaster_user_id = 1\n") ==
          "t.properties:2: route.r.condition.moderator_user_id: missing: channel.follow version 2 needs it in its "
          "condition\n");
    CHECK(of("type = channel.raid\ncondition.to_broadcaster_user_id = 1\ncondition.from_broadcaster_user_id = 2\n") ==
          "t.properties:2: route.r.condition: channel.raid version 1 needs exactly one of from_broadcaster_user_id and "
          "to_broadcaster_user_id\n");
    CHECK(of("condition.user_id = 1\n") == "t.properties:3: route.r.condition.user_id: a condition needs a type\n");
    CHECK(of("type = channel.follow\ncondition.broadcaster_user_id = 1\n") ==
          "t.properties:2: route.r.version: missing: a condition belongs to one version; there are 1 and 2\n");
}

TEST_CASE_FIXTURE(Routes, "users in a condition are numeric ids") {
    CHECK(of("type = stream.online\ncondition.broadcaster_user_id = twitchdev\n") ==
          "t.properties:4: route.r.condition.broadcaster_user_id: `twitchdev` is not the numeric id of a user\n");
    CHECK(of("type = stream.online\ncondition.broadcaster_user_id = @twitchdev\n") ==
          "t.properties:4: route.r.condition.broadcaster_user_id: `@twitchdev` is not the numeric id of a user; logins "
          "cannot be looked up yet\n");
    CHECK(of("type = stream.online\ncondition.broadcaster_user_id =\n") ==
          "t.properties:4: route.r.condition.broadcaster_user_id: the value is missing\n");
}

TEST_CASE_FIXTURE(Routes, "one fault is told once") {
    CHECK(of("type = stream.online\nversion = ${env:NOBODY}\n").find("version") ==
          std::string("t.properties:4: route.r.").size());
    CHECK(of("type =\ncondition.x = 1\n") == "t.properties:3: route.r.type: the value is missing\n");
}
