#include "core/eventsub/inspector.hpp"

#include "core/eventsub/document.hpp"
#include "desk.hpp"

#include <map>

namespace turnout::eventsub {

namespace {

using test::challenge;
using test::Desk;
using test::follow;
using test::now;
using test::replaced;
using test::Request;
using test::revocation;
using test::sample;
using test::shard_challenge;

} // namespace

TEST_CASE("every sample is a notification once it is signed") {
    const auto names = test::notification_samples();
    REQUIRE(names.size() == 137);
    Desk desk;
    DocumentParser parser;
    Document document;
    for (const auto& name : names) {
        CAPTURE(name);
        Request request;
        request.body = test::read_sample(name);
        REQUIRE(parser.parse(request.body, document).empty());
        request.type = document.text(document.find("subscription.type"));
        request.version = document.text(document.find("subscription.version"));
        REQUIRE(desk.verdict(request.sign()) == "notification");
        const auto& event = desk.last.event;
        CHECK(event.subscription_id == document.text(document.find("subscription.id")));
        CHECK(event.type == request.type);
        CHECK(event.version == request.version);
        const bool batched = document.find("events") != 0;
        CHECK(desk.last.elements.empty() != batched);
        for (std::uint32_t i = 0; i < event.batch_size; ++i) CHECK(document.event_index(i, batched) != 0);
    }
    CHECK(desk.verdict(sample("notification.conduit_transport.json", "notification", "channel.follow", "2"))
              .starts_with("notification"));
}

TEST_CASE("what a notification says") {
    Desk desk;
    Request request = follow();
    request.retry = "3";
    REQUIRE(desk.verdict(request) == "notification");
    const Event& event = desk.last.event;
    CHECK(event.kind == Kind::notification);
    CHECK(event.message_id == request.message_id);
    CHECK(event.element_id.empty());
    CHECK(event.batch_index == 0);
    CHECK(event.batch_size == 1);
    CHECK(event.subscription_id == "s1");
    CHECK(event.type == "channel.follow");
    CHECK(event.version == "2");
    CHECK(event.status == "enabled");
    CHECK(event.broadcaster_id == "42");
    CHECK(event.retry == "3");
    CHECK(event.sent == parse_timestamp(request.timestamp));
    CHECK(event.accepted == now);
    CHECK(event.body.data() == desk.asked.body.data());
    CHECK(event.body.size() == request.body.size());
    CHECK(desk.last.condition.empty());
    CHECK(desk.last.challenge.empty());
}

TEST_CASE("the views survive a move and the inspector's next message") {
    Desk desk;
    const Request batch = sample("drop.entitlement.grant.v1.json", "notification", "drop.entitlement.grant", "1");
    Inspection first = desk.inspector.inspect(batch.headers(), batch.body);
    const Request other = follow();
    for (int i = 0; i < 3; ++i) (void)desk.inspector.inspect(other.headers(), other.body);
    const Inspection moved = std::move(first);
    REQUIRE(moved.finding == Finding::notification);
    REQUIRE(moved.elements.size() == 2);
    CHECK(moved.elements[0] == "bf7c8577-e3e3-4881-a78a-e9446641d45d");
    CHECK(moved.elements[1] == "a9f0e61a-137d-46aa-9db5-3465e0801612");
    CHECK(moved.event.batch_size == 2);
    CHECK(moved.event.subscription_id == "52926b7e-ef58-47c0-8093-8df44a6e5e05");
    CHECK(moved.event.broadcaster_id.empty());
}

TEST_CASE("the broadcaster of a condition") {
    Desk desk;
    const auto broadcaster = [&](const std::string& condition) {
        Request request = follow();
        request.body =
            R"({"subscription":{"id":"s","status":"enabled","type":"channel.follow","version":"2","condition":)" +
            condition + R"(},"event":{}})";
        REQUIRE(desk.verdict(request.sign()) == "notification");
        return std::string{desk.last.event.broadcaster_id};
    };
    CHECK(broadcaster(R"({"user_id":"1","broadcaster_user_id":"2"})") == "2");
    CHECK(broadcaster(R"({"from_broadcaster_user_id":"1","to_broadcaster_user_id":"2"})") == "2");
    CHECK(broadcaster(R"({"from_broadcaster_user_id":"1","to_broadcaster_user_id":""})") == "1");
    CHECK(broadcaster(R"({"user_id":"9"})") == "9");
    CHECK(broadcaster(R"({"broadcaster_user_id":"1","broadcaster_user_id":"2"})") == "1");
    CHECK(broadcaster(R"({"broadcaster_user_id":5,"client_id":"x"})").empty());
    CHECK(broadcaster("{}").empty());
    CHECK(broadcaster("null").empty());
    CHECK(broadcaster(R"("{\"broadcaster_user_id\":\"1\"}")").empty());
}

TEST_CASE("415 comes before everything, headers before the signature") {
    Desk desk;
    Request request = follow();
    request.content_encoding = "gzip";
    request.message_id.clear();
    request.signature.clear();
    CHECK(desk.verdict(request) == "415 Content-Encoding is not supported");
    request.content_encoding.clear();
    CHECK(desk.verdict(request) == "400 header Twitch-Eventsub-Message-Id is missing");
    request.message_id = "id";
    CHECK(desk.verdict(request) == "403 signature is missing");
}

TEST_CASE("an absent header is 400") {
    Desk desk;
    const auto without = [&](std::string Request::*header, Request request) {
        (request.*header).clear();
        return desk.verdict(request.sign());
    };
    for (const Request& request : {follow(), revocation(), challenge()}) {
        CHECK(without(&Request::message_id, request) == "400 header Twitch-Eventsub-Message-Id is missing");
        CHECK(without(&Request::message_type, request) == "400 header Twitch-Eventsub-Message-Type is missing");
        CHECK(without(&Request::timestamp, request) == "400 header Twitch-Eventsub-Message-Timestamp is missing");
        CHECK(without(&Request::retry, request) == "400 header Twitch-Eventsub-Message-Retry is missing");
        CHECK(without(&Request::type, request) == "400 header Twitch-Eventsub-Subscription-Type is missing");
        CHECK(without(&Request::version, request) == "400 header Twitch-Eventsub-Subscription-Version is missing");
    }
    // Only the signed body can say that it is a shard's challenge; unsigned there is nothing to say.
    Request request = challenge();
    request.type.clear();
    request.signature = follow().signature;
    CHECK(desk.verdict(request) == "403 signature is wrong");
}

TEST_CASE("a wrong signature is 403, whatever else is wrong") {
    Desk desk;
    for (const auto& change : {&Request::message_id, &Request::timestamp, &Request::body}) {
        Request request = follow();
        request.*change += " ";
        CHECK(desk.verdict(request) == "403 signature is wrong");
    }
    Request request = follow();
    request.body = "no JSON";
    request.message_type = "nonsense";
    request.timestamp = "long ago";
    CHECK(desk.verdict(request) == "403 signature is wrong");
    CHECK(desk.last.event.message_id.empty());
    CHECK(desk.last.event.body.empty());
    request.signature.clear();
    CHECK(desk.verdict(request) == "403 signature is missing");
}

TEST_CASE("the previous secret counts") {
    const test::FixedClock clock{now};
    Inspector inspector{{"a newer secret", test::secret}, clock};
    const Request request = follow();
    CHECK(inspector.inspect(request.headers(), request.body).finding == Finding::notification);
    Inspector newer{{"a newer secret", {}}, clock};
    CHECK(newer.inspect(request.headers(), request.body).status == 403);
    CHECK_THROWS_AS((Inspector{{"", test::secret}, clock}), std::invalid_argument);
}

TEST_CASE("the age, to the nanosecond, either way") {
    Desk desk;
    const Time sent = *parse_timestamp(follow().timestamp);
    constexpr std::chrono::minutes limit{10};
    for (const Duration age : {Duration{0}, Duration{limit}, -Duration{limit}}) {
        desk.clock.set(sent + age);
        CHECK(desk.verdict(follow()) == "notification");
    }
    desk.clock.set(sent + limit + Duration{1});
    CHECK(desk.verdict(follow()) == "stale timestamp is too old");
    CHECK(desk.last.without_age == Finding::notification);
    CHECK(desk.last.event.type == "channel.follow");
    CHECK(desk.last.event.sent == sent);
    desk.clock.set(sent - limit - Duration{1});
    CHECK(desk.verdict(follow()) == "stale timestamp lies in the future");
    desk.clock.set(now);
    for (const char* far : {"1678-01-01T00:00:00Z", "2261-12-31T23:59:59Z"}) {
        Request request = follow();
        request.timestamp = far;
        CHECK(desk.verdict(request.sign()).starts_with("stale"));
    }
}

TEST_CASE("whatever is stale says what it would have been") {
    Desk desk;
    desk.clock.set(now + std::chrono::hours{1});
    const auto without_age = [&](const Request& request) {
        CHECK(desk.verdict(request) == "stale timestamp is too old");
        return desk.last.without_age;
    };
    CHECK(without_age(revocation()) == Finding::revocation);
    CHECK(without_age(challenge()) == Finding::challenge);
    CHECK(without_age(shard_challenge()) == Finding::challenge);
    Request request = follow();
    request.body = "{}";
    CHECK(without_age(request.sign()) == Finding::undecodable);
    request.message_type = "x";
    CHECK(without_age(request.sign()) == Finding::unknown);
}

TEST_CASE("max_age is a setting") {
    const test::FixedClock clock{now};
    const Request request = follow(); // two minutes and 52 seconds old
    Inspector strict{{test::secret, {}, std::chrono::minutes{2}}, clock};
    CHECK(strict.inspect(request.headers(), request.body).finding == Finding::stale);
    Inspector patient{{test::secret, {}, std::chrono::minutes{3}}, clock};
    CHECK(patient.inspect(request.headers(), request.body).finding == Finding::notification);
}

TEST_CASE("a signed timestamp that cannot be read is kept as undecodable") {
    Desk desk;
    for (const char* timestamp : {"yesterday", "2026-02-30T00:00:00Z", "2026-03-14 18:22:08Z"}) {
        Request request = follow();
        request.timestamp = timestamp;
        CHECK(desk.verdict(request.sign()) ==
              "undecodable header Twitch-Eventsub-Message-Timestamp is not an RFC 3339 time");
        CHECK(desk.last.event.sent == now);
        CHECK(desk.last.event.subscription_id == "s1");
    }
}

TEST_CASE("a body is parsed for genuine messages only, up to the limit of depth") {
    Desk desk;
    Request request = follow();
    const std::string deep = std::string(62, '[') + std::string(62, ']');
    request.body = replaced(request.body, R"("user_id":"1")", R"("x":)" + deep);
    CHECK(desk.verdict(request.sign()) == "notification");
    request.body = replaced(request.body, deep, "[" + deep + "]");
    CHECK(desk.verdict(request.sign()) == "undecodable body is nested deeper than 64 levels");
}

} // namespace turnout::eventsub
