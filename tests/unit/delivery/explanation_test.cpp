#include "core/delivery/explanation.hpp"

#include "bench.hpp"

#include <doctest/doctest.h>

using namespace turnout;
using delivery::explain;
using delivery::RouteEntry;

namespace {

struct Sample {
    Sample() {
        auto& event = prepared.stored.event;
        event.type = "channel.follow";
        event.version = "2";
        event.body = R"({"subscription":{"condition":{"broadcaster_user_id":"1"}},"event":{"user_id":"7"}})";
        delivery::Preparer{}.parse(prepared);
        route = delivery::test::route("r");
    }

    void filter(const std::string& member, const std::string& value) {
        config::Filter filter;
        filter.key = "event." + member + ".is";
        filter.operand = value;
        filter.steps = {{"event", 0}, {member, 0}};
        filter.choices = {{value, std::nullopt}};
        route.where.push_back(filter);
    }

    /// "KEY" of what decided, or "takes"; agrees with what the intake asks.
    std::string decided(const std::shared_ptr<plugins::Handler>& handler = nullptr) const {
        const RouteEntry entry{{route, handler}};
        const auto explanation = explain(entry, prepared);
        const bool taken = route.enabled && entry.wants_type(prepared.stored.event) &&
                           entry.wants_condition(prepared) && entry.wants_content(prepared);
        CHECK(explanation.takes == taken);
        return explanation.decisive() == nullptr ? "takes" : explanation.decisive()->key;
    }

    delivery::Prepared prepared;
    config::Route route;
};

} // namespace

TEST_CASE_FIXTURE(Sample, "A route without conditions takes every event") {
    CHECK(decided() == "takes");
    CHECK(explain(RouteEntry{{route, nullptr}}, prepared).conditions.empty());
}

TEST_CASE_FIXTURE(Sample, "The first condition that fails decides, all are told with what was found") {
    route.type = "channel.follow";
    route.version = "2";
    route.condition = {{"broadcaster_user_id", "1"}};
    filter("user_id", "7");
    CHECK(decided() == "takes");
    filter("user_id", "8");
    CHECK(decided() == "where.event.user_id.is");
    route.condition = {{"broadcaster_user_id", "2"}};
    CHECK(decided() == "condition.broadcaster_user_id");
    route.version = "1";
    CHECK(decided() == "version");
    route.type = "stream.*";
    CHECK(decided() == "type");
    route.enabled = false;
    CHECK(decided() == "enabled");
    const auto all = explain(RouteEntry{{route, nullptr}}, prepared).conditions;
    REQUIRE(all.size() == 6);
    CHECK(all[1].found == std::vector<std::string>{"\"channel.follow\""});
    CHECK(all[3].wanted == "2");
    CHECK(all[3].found == std::vector<std::string>{"\"1\""});
    CHECK(all[4].holds);
    CHECK_FALSE(all[5].holds);
}

TEST_CASE_FIXTURE(Sample, "What the plugin does not handle passes a catch-all by") {
    auto handler = std::make_shared<delivery::test::FakeHandler>(nullptr);
    handler->only = "stream.online";
    CHECK(decided(handler) == "plugin");
    route.type = "channel.*";
    CHECK(decided(handler) == "plugin");
    route.type = "channel.follow";
    CHECK(decided(handler) == "takes");
}

TEST_CASE_FIXTURE(Sample, "A login in a condition is not compared") {
    route.type = "channel.follow";
    route.condition = {{"broadcaster_user_id", "@ada"}};
    CHECK(decided() == "takes");
}
