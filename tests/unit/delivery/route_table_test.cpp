#include "core/delivery/route_table.hpp"

#include "bench.hpp"

#include <doctest/doctest.h>

using namespace turnout;
using delivery::RouteEntry;

namespace {

constexpr std::string_view body =
    R"({"subscription":{"condition":{"broadcaster_user_id":"1","moderator_user_id":"2","tier":3}},"event":{}})";

RouteEntry entry(const std::string& type, const std::string& version,
                 std::map<std::string, std::string> condition = {}) {
    auto route = delivery::test::route("r");
    route.type = type;
    route.version = version;
    route.condition = std::move(condition);
    return RouteEntry{{route, nullptr}};
}

eventsub::Event event(std::string_view type, std::string_view version) {
    eventsub::Event event;
    event.type = type;
    event.version = version;
    return event;
}

} // namespace

TEST_CASE("Type and version: named ones, or all") {
    const auto follow = event("channel.follow", "2");
    CHECK(entry("", "").wants_type(follow));
    CHECK(entry("channel.follow", "").wants_type(follow));
    CHECK(entry("channel.follow", "2").wants_type(follow));
    CHECK_FALSE(entry("channel.follow", "1").wants_type(follow));
    CHECK_FALSE(entry("channel.follow2", "2").wants_type(follow));
    CHECK_FALSE(entry("channel", "").wants_type(follow));
}

TEST_CASE("A prefix takes what begins so") {
    CHECK(entry("channel.*", "").wants_type(event("channel.follow", "2")));
    CHECK(entry("channel.*", "").wants_type(event("channel.chat.message", "1")));
    CHECK(entry("channel.chat.*", "").wants_type(event("channel.chat.message", "1")));
    CHECK_FALSE(entry("channel.chat.*", "").wants_type(event("channel.chat_settings.update", "1")));
    CHECK_FALSE(entry("channel.*", "").wants_type(event("stream.online", "1")));
    CHECK_FALSE(entry("channel.*", "").wants_type(event("channel", "1")));
}

TEST_CASE("Of a prefix, too, what the plugin does not handle is not wanted, a type that is named is") {
    auto handler = std::make_shared<delivery::test::FakeHandler>(nullptr);
    handler->only = "channel.follow";
    auto route = delivery::test::route("r");
    route.type = "channel.*";
    CHECK(RouteEntry{{route, handler}}.wants_type(event("channel.follow", "2")));
    CHECK_FALSE(RouteEntry{{route, handler}}.wants_type(event("channel.raid", "1")));
    route.type = "channel.raid";
    CHECK(RouteEntry{{route, handler}}.wants_type(event("channel.raid", "1")));
}

TEST_CASE("Every filter has to hold") {
    delivery::Prepared prepared;
    prepared.stored.event.body = R"({"event":{"a":"1","b":"2"}})";
    delivery::Preparer{}.parse(prepared);
    const auto is = [](const std::string& name, const std::string& value) {
        config::Filter filter;
        filter.steps = {{"event", 0}, {name, 0}};
        filter.choices = {{value, std::nullopt}};
        return filter;
    };
    auto route = delivery::test::route("r");
    route.where = {is("a", "1"), is("b", "2")};
    CHECK(RouteEntry{{route, nullptr}}.wants_content(prepared));
    route.where = {is("a", "1"), is("b", "1")};
    CHECK_FALSE(RouteEntry{{route, nullptr}}.wants_content(prepared));
    route.where = {is("a", "2"), is("b", "2")};
    CHECK_FALSE(RouteEntry{{route, nullptr}}.wants_content(prepared));
}

TEST_CASE("What the plugin does not handle is not wanted") {
    auto handler = std::make_shared<delivery::test::FakeHandler>(nullptr);
    handler->only = "stream.online";
    const RouteEntry all{{delivery::test::route("r"), handler}};
    CHECK(all.wants_type(event("stream.online", "1")));
    CHECK_FALSE(all.wants_type(event("channel.follow", "2")));
}

TEST_CASE("Every value of the condition has to be the subscription's") {
    delivery::Prepared prepared;
    prepared.stored.event.body = body;
    delivery::Preparer{}.parse(prepared);
    CHECK(entry("", "").wants_condition(prepared));
    CHECK(entry("", "", {{"broadcaster_user_id", "1"}}).wants_condition(prepared));
    CHECK(entry("", "", {{"broadcaster_user_id", "1"}, {"moderator_user_id", "2"}}).wants_condition(prepared));
    CHECK_FALSE(entry("", "", {{"broadcaster_user_id", "1"}, {"moderator_user_id", "3"}}).wants_condition(prepared));
    CHECK_FALSE(entry("", "", {{"reward_id", "1"}}).wants_condition(prepared));
    CHECK_FALSE(entry("", "", {{"broadcaster_user_id", ""}}).wants_condition(prepared));
}

TEST_CASE("A login in the condition is not compared, and is told of") {
    delivery::Prepared prepared;
    prepared.stored.event.body = body;
    delivery::Preparer{}.parse(prepared);
    const auto login = entry("", "", {{"broadcaster_user_id", "@twitchdev"}, {"moderator_user_id", "2"}});
    CHECK(login.wants_condition(prepared));
    CHECK(login.unresolved() == std::vector<std::string>{"broadcaster_user_id"});
    CHECK_FALSE(entry("", "", {{"broadcaster_user_id", "@x"}, {"moderator_user_id", "9"}}).wants_condition(prepared));
}

TEST_CASE("A body without a document meets no condition") {
    delivery::Prepared prepared;
    prepared.stored.event.body = "no json";
    delivery::Preparer{}.parse(prepared);
    CHECK(entry("", "").wants_condition(prepared));
    CHECK_FALSE(entry("", "", {{"broadcaster_user_id", "1"}}).wants_condition(prepared));
}
