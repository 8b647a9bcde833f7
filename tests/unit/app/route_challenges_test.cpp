#include "core/app/route_challenges.hpp"

#include <doctest/doctest.h>

using namespace turnout;

namespace {

config::Route route(const std::string& type, const std::string& version, std::map<std::string, std::string> condition) {
    config::Route result;
    result.name = "test";
    result.type = type;
    result.version = version;
    result.condition = std::move(condition);
    return result;
}

bool wanted(const config::Route& wish, std::string_view type, std::string_view version,
            const std::map<std::string_view, std::string_view>& condition, bool shard = false) {
    return app::RouteChallenges({wish}).wanted({type, version, condition, shard});
}

} // namespace

TEST_CASE("a challenge of exactly the route's type, version and condition is wanted") {
    const auto wish = route("channel.follow", "2", {{"broadcaster_user_id", "1"}, {"moderator_user_id", "2"}});
    CHECK(wanted(wish, "channel.follow", "2", {{"broadcaster_user_id", "1"}, {"moderator_user_id", "2"}}));
    CHECK_FALSE(wanted(wish, "channel.raid", "2", {{"broadcaster_user_id", "1"}, {"moderator_user_id", "2"}}));
    CHECK_FALSE(wanted(wish, "channel.follow", "1", {{"broadcaster_user_id", "1"}, {"moderator_user_id", "2"}}));
    CHECK_FALSE(wanted(wish, "channel.follow", "2", {{"broadcaster_user_id", "3"}, {"moderator_user_id", "2"}}));
    CHECK_FALSE(wanted(wish, "channel.follow", "2", {{"broadcaster_user_id", "1"}}));
    CHECK_FALSE(wanted(wish, "channel.follow", "2",
                       {{"broadcaster_user_id", "1"}, {"moderator_user_id", "2"}, {"user_id", "3"}}));
    CHECK_FALSE(wanted(wish, "channel.follow", "2", {}));
}

TEST_CASE("without a version or a condition every one of the type is wanted") {
    CHECK(wanted(route("channel.follow", "", {}), "channel.follow", "1", {{"broadcaster_user_id", "1"}}));
    CHECK_FALSE(wanted(route("channel.follow", "", {}), "channel.raid", "1", {{"broadcaster_user_id", "1"}}));
}

TEST_CASE("a login matches every id, as nobody has looked it up") {
    const auto wish = route("stream.online", "1", {{"broadcaster_user_id", "@ada"}});
    CHECK(wanted(wish, "stream.online", "1", {{"broadcaster_user_id", "7"}}));
    CHECK_FALSE(wanted(wish, "stream.online", "1", {{"user_id", "7"}}));
}

TEST_CASE("a route of every type asks for no subscription, and nobody for a conduit's shard") {
    CHECK_FALSE(wanted(route("", "", {}), "channel.follow", "2", {}));
    CHECK_FALSE(wanted(route("", "", {}), "", "", {}));
    CHECK_FALSE(wanted(route("channel.follow", "", {}), "channel.follow", "2", {}, true));
}
