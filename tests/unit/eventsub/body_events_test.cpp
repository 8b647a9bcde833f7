#include "core/eventsub/body_events.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

using namespace turnout::eventsub;

namespace {

std::string body(const std::string& status, const std::string& rest) {
    return R"({"subscription":{"id":"s","type":"channel.follow","version":"2","status":")" + status +
           R"(","condition":{"broadcaster_user_id":"1337"}})" + rest + "}";
}

} // namespace

TEST_CASE("A body tells of its event all that no header is needed for") {
    const Time now{std::chrono::hours{1}};
    const BodyEvents one(body("enabled", R"(,"event":{})"), now);
    REQUIRE(one.events().size() == 1);
    const auto& event = one.events().front();
    CHECK(event.kind == Kind::notification);
    CHECK(event.type == "channel.follow");
    CHECK(event.version == "2");
    CHECK(event.subscription_id == "s");
    CHECK(event.status == "enabled");
    CHECK(event.broadcaster_id == "1337");
    CHECK(event.message_id.empty());
    CHECK(event.sent == now);
    CHECK(event.batch_size == 1);
    CHECK(BodyEvents(body("authorization_revoked", ""), now).events().front().kind == Kind::revocation);
    CHECK(BodyEvents(body("enabled", R"(,"event":{},"emitted":{})"), now).events().front().kind == Kind::emitted);
}

TEST_CASE("A batched body is as many events as it has elements") {
    const BodyEvents two(body("enabled", R"(,"events":[{"id":"a","data":{}},{"id":"b","data":{}}])"), {});
    REQUIRE(two.events().size() == 2);
    CHECK(two.events()[0].element_id == "a");
    CHECK(two.events()[1].element_id == "b");
    CHECK(two.events()[1].batch_index == 1);
    CHECK(two.events()[1].batch_size == 2);
}

TEST_CASE("What is no body of an event is refused") {
    CHECK_THROWS_AS(BodyEvents("no json", {}), std::invalid_argument);
    CHECK_THROWS_AS(BodyEvents("{}", {}), std::invalid_argument);
    CHECK_THROWS_AS(BodyEvents(R"({"subscription":{"type":"x"}})", {}), std::invalid_argument);
    CHECK_THROWS_AS(BodyEvents(body("enabled", R"(,"events":[{"id":"a"}])"), {}), std::invalid_argument);
}
