#include "core/config/filter.hpp"

#include "fixture.hpp"

using namespace turnout::config;
using namespace turnout::config::test;

namespace {

/// Knows one timestamp only: "2026-01-01T00:00:00Z", which is 7.
std::optional<std::int64_t> seven(std::string_view text) {
    return text == "2026-01-01T00:00:00Z" ? std::optional<std::int64_t>(7) : std::nullopt;
}

struct Filters : Fixture {
    Filters() {
        for (auto& type : types) {
            if (type.type == "channel.follow")
                type.fields = {{"user_login", FieldKind::text}, {"followed_at", FieldKind::timestamp}};
            if (type.type == "channel.raid")
                type.fields = {{"viewers", FieldKind::number},
                               {"is_big", FieldKind::boolean},
                               {"badges", FieldKind::object},
                               {"badges.set_id", FieldKind::text}};
        }
    }

    /// The one problem of `route.r.where.` + `line`, from the key on; the whole text if there are several.
    std::string of(const std::string& line, const std::string& type = "") {
        auto text = to_string(load_line(line, type).problems);
        const std::string begin = "t.properties:3: route.r.where.";
        const bool alone = text.find('\n') + 1 == text.size() && text.starts_with(begin);
        return alone ? text.substr(begin.size(), text.size() - begin.size() - 1) : text;
    }

    Filter made(const std::string& line, const std::string& type = "") {
        auto result = load_line(line, type);
        INFO(to_string(result.problems));
        REQUIRE(result);
        return result.config->routes.at(0).where.at(0);
    }

    Result load_line(const std::string& line, const std::string& type) {
        auto sources = Sources::from_text(head() + "route.r.plugin = logger\nroute.r.where." + line + "\n" +
                                              (type.empty() ? "" : "route.r.type = " + type + "\n"),
                                          "t.properties", {"plugins.directory=" + (directory / "plugins").string()});
        sources.environment = environment;
        return load(sources, types, seven);
    }
};

} // namespace

TEST_CASE_FIXTURE(Filters, "a filter is a path, an operator and what it compares with") {
    const auto filter = made("event.user_login.not = nightbot");
    CHECK(filter.path == "event.user_login");
    CHECK(filter.op == FilterOperator::is_not);
    REQUIRE(filter.steps.size() == 2);
    CHECK(filter.steps[1].name == "user_login");
    CHECK(filter.choices.at(0).text == "nightbot");
    const auto deep = made("event.choices[12].votes[0][3].min = 2.5");
    REQUIRE(deep.steps.size() == 6);
    CHECK(deep.steps[1].name == "choices");
    CHECK(deep.steps[2].index == 12);
    CHECK(deep.steps[5].index == 3);
    CHECK(deep.number == Number{2.5});
    CHECK(made("event.at.max = 2026-01-01T00:00:00Z").time == 7);
    CHECK_FALSE(made("subscription.id.exists = false").wanted);
    CHECK(made("event.text.matches = ^!\\\\w+").pattern != nullptr);
    CHECK(made("event.text.is =").choices.at(0).text.empty());
}

TEST_CASE_FIXTURE(Filters, "a list has commas, and white space around them is no part of it") {
    const auto filter = made("event.tier.in = 1000 ,2000,  prime time");
    REQUIRE(filter.choices.size() == 3);
    CHECK(filter.choices[0].text == "1000");
    CHECK(filter.choices[0].number == Number{1000});
    CHECK(filter.choices[2].text == "prime time");
    CHECK_FALSE(filter.choices[2].number);
    for (const auto* list : {"a,,b", ",a", "a,", ","})
        CHECK(of("event.x.in = " + std::string(list)).find("one of them is missing") != std::string::npos);
}

TEST_CASE_FIXTURE(Filters, "filters stay in the order in which they were written") {
    const auto route =
        good("route.r.plugin = logger\nroute.r.where.meta.type.is = b\nroute.r.where.event.a.is = 1\n").routes.at(0);
    REQUIRE(route.where.size() == 2);
    CHECK(route.where[0].key == "meta.type.is");
    CHECK(route.where[1].key == "event.a.is");
}

TEST_CASE_FIXTURE(Filters, "unknown operators name the nearest valid key") {
    const std::string list =
        "a filter ends in an operator, one of is, not, prefix, suffix, matches, min, max, in, exists ";
    CHECK(of("event.user_login.nto = x") == "event.user_login.nto: " + list + "(did you mean event.user_login.not?)");
    CHECK(of("event.user_login = x") == "event.user_login: " + list + "(did you mean event.user_login.is?)");
    CHECK(of("is = x") == "is: a filter names a field before its operator, such as event.user_id");
}

TEST_CASE_FIXTURE(Filters, "paths that are none, and roots that no body has") {
    for (const auto* path : {"event..x", "event.x[", "event.x[a]", "event.x[-1]", "[0].x", "event.x]0[", "event.x[0]y"})
        CHECK_MESSAGE(of(std::string(path) + ".is = x").find("is no field path") != std::string::npos, path);
    CHECK(of("evnt.x.is = 1") ==
          "evnt.x.is: a field path begins with event, events, subscription, emitted or meta (did "
          "you mean event.x.is?)");
    CHECK(of("user_login.is = 1").find("(did you mean event.user_login.is?)") != std::string::npos);
}

TEST_CASE_FIXTURE(Filters, "operands that are none") {
    CHECK(of("event.x.matches = a(b") == "event.x.matches: `a(b` is no regular expression: missing )");
    CHECK(of("event.x.min = ten") ==
          "event.x.min: `ten` is neither a number nor a timestamp such as 2026-03-14T18:22:08Z");
    for (const auto* text : {"nan", "inf", "0x10", "1 2", "+1", "1e999"})
        CHECK_MESSAGE(of("event.x.max = " + std::string(text)).find("is neither a number") != std::string::npos, text);
    CHECK(of("event.x.exists = yes").starts_with("event.x.exists: `yes` is neither true nor false"));
    for (const auto* op : {"prefix", "suffix", "matches", "min", "in", "exists"})
        CHECK(of("event.x." + std::string(op) + " =") == "event.x." + std::string(op) + ": the value is missing");
}

TEST_CASE_FIXTURE(Filters, "a pattern that would need much memory is refused") {
    CHECK(of("event.x.matches = ((a{100}){100}){100}").find("is no regular expression") != std::string::npos);
}

TEST_CASE_FIXTURE(Filters, "what comes from outside is not shown") {
    const auto text = of("event.x.min = ${env:SECRET}");
    CHECK(text.find("its value is neither a number") != std::string::npos);
    CHECK(text.find("hunter") == std::string::npos);
    CHECK(of("event.x.matches = (${env:SECRET}").find("hunter") == std::string::npos);
    CHECK(of("meta.kind.is = ${env:SECRET}").find("hunter") == std::string::npos);
}

TEST_CASE_FIXTURE(Filters, "metadata is known by name") {
    for (const auto* field :
         {"type", "version", "message_id", "element_id", "subscription_id", "broadcaster_id", "status"})
        made("meta." + std::string(field) + ".is = x");
    made("meta.kind.in = notification, revocation");
    made("meta.retry.is = 0");
    made("meta.accepted.min = 2026-01-01T00:00:00Z");
    CHECK(of("meta.mesage_id.is = x") ==
          "meta.mesage_id.is: meta.mesage_id is no field of the metadata (did you mean meta.message_id?)");
    CHECK(
        of("meta.kind.is = revocations") ==
        "meta.kind.is: `revocations` is not a kind: notification, revocation, emitted or test (did you mean revocation?)");
    CHECK(of("meta.sent.min = 7") == "meta.sent.min: meta.sent is a timestamp, not a number");
    CHECK(of("meta.exists = true").find("names no field of the metadata") != std::string::npos);
}

TEST_CASE_FIXTURE(Filters, "fields of the subscription are known, those of its condition by the type") {
    made("subscription.transport.method.is = webhook");
    made("subscription.condition.anything.is = 1");
    made("subscription.condition.moderator_user_id.is = 1", "channel.follow");
    CHECK(of("subscription.statsu.is = x") == "subscription.statsu.is: subscription.statsu is no field of a "
                                              "subscription (did you mean subscription.status?)");
    CHECK(of("subscription.condition.moderator_userid.is = 1", "channel.follow") ==
          "subscription.condition.moderator_userid.is: no event of channel.follow has such a condition (did you mean "
          "subscription.condition.moderator_user_id?)");
}

TEST_CASE_FIXTURE(Filters, "a field that no event of the type has is an error") {
    made("event.user_login.is = x", "channel.follow");
    made("event.badges[0].set_id.is = x", "channel.raid");
    made("event.badges.set_id.is = x", "channel.*");
    made("event.exists = false", "channel.follow");
    made("event.whatever.is = x");
    made("event.whatever.is = x", "custom.milestone");
    made("event.whatever.is = x", "custom.*");
    CHECK(of("event.user_logn.is = x", "channel.follow") ==
          "event.user_logn.is: no event of channel.follow has such a field (did you mean event.user_login?)");
    CHECK(of("event.whatever.is = x", "channel.*") == "event.whatever.is: no event of channel.* has such a field");
}

TEST_CASE_FIXTURE(Filters, "an operator that can never hold for the field is an error") {
    made("event.viewers.min = 10", "channel.raid");
    made("event.is_big.is = true", "channel.raid");
    made("event.badges.exists = true", "channel.raid");
    made("event.followed_at.min = 2026-01-01T00:00:00Z", "channel.follow");
    made("event.user_login.min = 10", "channel.follow"); // a text may hold a number
    CHECK(of("event.viewers.prefix = 1", "channel.raid") ==
          "event.viewers.prefix: event.viewers is a number: compare it with is, not, in, min or max");
    CHECK(of("event.viewers.min = 2026-01-01T00:00:00Z", "channel.raid").find("is a number, not a timestamp") !=
          std::string::npos);
    CHECK(of("event.is_big.max = 1", "channel.raid").find("is true or false") != std::string::npos);
    CHECK(of("event.badges.is = x", "channel.raid").find("is an object") != std::string::npos);
    CHECK(of("event.followed_at.max = 10", "channel.follow").find("is a timestamp, not a number") != std::string::npos);
}

TEST_CASE_FIXTURE(Filters, "of a route whose type is wrong the fields are not spoken of") {
    const auto text = to_string(load_line("event.x.is = 1", "channel.folow").problems);
    CHECK(text.find("is no type of EventSub") != std::string::npos);
    CHECK(text.find("such a field") == std::string::npos);
}

TEST_CASE("numbers are read whole, and exactly") {
    CHECK(read_number("18446744073709551615") == Number{18446744073709551615ULL});
    CHECK(read_number("-9223372036854775808") == Number{-9223372036854775807LL} - 1);
    CHECK(read_number("9007199254740993") != read_number("9007199254740992"));
    CHECK(read_number("1e3") == Number{1000});
    for (const auto* text : {"", " 1", "1 ", "1,5", "--1", "0x1"}) CHECK_FALSE(read_number(text));
}
