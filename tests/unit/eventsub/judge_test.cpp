#include "core/eventsub/judge.hpp"

#include "core/eventsub/document.hpp"
#include "desk.hpp"

#include <map>

namespace turnout::eventsub {

namespace {

using test::another_kind;
using test::challenge;
using test::Desk;
using test::follow;
using test::now;
using test::replaced;
using test::Request;
using test::revocation;
using test::sample;
using test::shard_challenge;
using test::subscription;

} // namespace

TEST_CASE("a genuine message resent under other headers is 403") {
    Desk desk;
    const auto with = [&](const Request& request, std::string Request::*header, const char* value) {
        Request changed = request;
        changed.*header = value; // the signature still holds
        return desk.verdict(changed);
    };
    for (const Request& request : {follow(), revocation(), challenge()}) {
        CHECK(with(request, &Request::type, "channel.raid") ==
              "403 subscription type header disagrees with the signed body");
        CHECK(with(request, &Request::type, "Channel.follow").starts_with("403"));
        CHECK(with(request, &Request::version, "1") ==
              "403 subscription version header disagrees with the signed body");
        for (const char* kind : {"notification", "revocation", "webhook_callback_verification", "Notification", "x"})
            if (kind != request.message_type) CHECK(with(request, &Request::message_type, kind) == another_kind);
    }
    CHECK(with(shard_challenge(), &Request::message_type, "notification").starts_with("400"));
    Request request = shard_challenge();
    request.type = "channel.follow";
    request.version = "2";
    for (const char* kind : {"notification", "revocation", "x"})
        CHECK(with(request, &Request::message_type, kind) == another_kind);
    const Request batch = sample("drop.entitlement.grant.v1.json", "notification", "drop.entitlement.grant", "1");
    for (const char* kind : {"revocation", "webhook_callback_verification", "x"})
        CHECK(with(batch, &Request::message_type, kind) == another_kind);
}

TEST_CASE("disagreement comes before age, and is never kept") {
    Desk desk;
    desk.clock.set(now + std::chrono::hours{1});
    Request request = follow();
    request.message_type = "revocation";
    CHECK(desk.verdict(request) == another_kind);
}

TEST_CASE("a notification that lacks what it needs is kept as undecodable") {
    Desk desk;
    const Request request = follow();
    const auto changed = [&](std::string_view from, std::string_view to) {
        return desk.verdict(request, replaced(request.body, from, to));
    };
    CHECK(desk.verdict(request, "") == "undecodable body is empty");
    CHECK(desk.verdict(request, "hello") == "undecodable body is not JSON");
    CHECK(desk.verdict(request, "[]") == "undecodable body is not a JSON object");
    CHECK(desk.verdict(request, request.body + "x").starts_with("undecodable"));
    CHECK(desk.verdict(request, "{}") == "undecodable body has no subscription");
    CHECK(desk.verdict(request, R"({"subscription":"s","event":{}})") == "undecodable body has no subscription");
    CHECK(changed(R"("id":"s1")", R"("id":"")") == "undecodable subscription has no id");
    CHECK(changed(R"("id":"s1",)", "") == "undecodable subscription has no id");
    CHECK(changed(R"("id":"s1")", R"("id":1)") == "undecodable subscription has no id");
    CHECK(changed(R"("type":"channel.follow",)", "") == "undecodable subscription has no type");
    CHECK(changed(R"("type":"channel.follow")", R"("type":null)") == "undecodable subscription has no type");
    CHECK(changed(R"("version":"2",)", "") == "undecodable subscription has no version");
    CHECK(changed(R"("version":"2")", R"("version":2)") == "undecodable subscription has no version");
    CHECK(changed(R"("status":"enabled",)", "") ==
          "undecodable subscription has no status that a notification can have");
    CHECK(changed(R"("event":{"user_id":"1"})", R"("event":null)") == "undecodable event is not an object");
    CHECK(changed(R"("event":{"user_id":"1"})", R"("event":[])") == "undecodable event is not an object");
    CHECK(changed(R"(,"event":{"user_id":"1"})", "") == "undecodable body has neither event nor events");
    CHECK(desk.last.event.subscription_id == "s1");
    CHECK(desk.last.event.body.size() == request.body.size() - 24);
    CHECK(changed(R"("event":)", R"("events":[],"event":)") == "undecodable body has both event and events");
}

TEST_CASE("a batch needs an id and data in every element") {
    Desk desk;
    const Request request = follow();
    const auto events = [&](const std::string& text) {
        return desk.verdict(request, "{" + subscription + R"(,"events":)" + text + "}");
    };
    CHECK(events(R"([{"id":"a","data":{}},{"data":{"x":1},"id":"b"}])") == "notification");
    CHECK(desk.last.elements == std::vector<std::string_view>{"a", "b"});
    CHECK(desk.last.event.batch_size == 2);
    CHECK(events(R"([{"id":"a","data":{}},{"id":"a","data":{}}])") == "notification"); // the journal's to tell
    CHECK(events("[]") == "undecodable events is empty");
    CHECK(events("{}") == "undecodable events is not an array");
    CHECK(events("null") == "undecodable events is not an array");
    CHECK(events(R"([{"id":"a","data":{}},7])") == "undecodable an element of events is not an object");
    CHECK(events(R"([{"id":"a","data":{}},{"data":{}}])") == "undecodable an element of events has no id");
    CHECK(desk.last.elements.empty());
    CHECK(desk.last.event.batch_size == 1);
    CHECK(events(R"([{"id":"","data":{}}])") == "undecodable an element of events has no id");
    CHECK(events(R"([{"id":5,"data":{}}])") == "undecodable an element of events has no id");
    CHECK(events(R"([{"id":"a"}])") == "undecodable an element of events has no data");
    CHECK(events(R"([{"id":"a","data":"x"}])") == "undecodable an element of events has no data");
}

TEST_CASE("a revocation says why") {
    Desk desk;
    REQUIRE(desk.verdict(revocation()) == "revocation");
    CHECK(desk.last.event.kind == Kind::revocation);
    CHECK(desk.last.event.status == "user_removed");
    CHECK(desk.last.event.broadcaster_id == "9900041736");
    CHECK(desk.last.condition.size() == 2);
    CHECK(desk.last.condition.at("moderator_user_id") == "9900071820");
    for (const char* reason : {"authorization_revoked", "chat_user_banned", "moderator_removed",
                               "notification_failures_exceeded", "user_removed", "version_removed"}) {
        const auto name = std::string{"revocation."} + reason + ".json";
        Request request = revocation();
        request.body = test::read_sample(name);
        DocumentParser parser;
        Document document;
        REQUIRE(parser.parse(request.body, document).empty());
        request.type = document.text(document.find("subscription.type"));
        request.version = document.text(document.find("subscription.version"));
        CHECK(desk.verdict(request.sign()) == "revocation");
        CHECK(desk.last.event.status == reason);
    }
}

TEST_CASE("a revocation needs a status that is a reason") {
    Desk desk;
    const Request request = revocation();
    const auto status = [&](std::string_view text) {
        return desk.verdict(request, replaced(request.body, R"("status": "user_removed",)", text));
    };
    CHECK(status(R"("status":"a_reason_of_2031",)") == "revocation");
    CHECK(desk.last.event.status == "a_reason_of_2031");
    CHECK(status(R"("status":"webhook_callback_verification_failed",)") == "revocation");
    CHECK(status(R"("status":"enabled",)") == another_kind);
    CHECK(status(R"("status":"webhook_callback_verification_pending",)") == another_kind);
    CHECK(status("") == "undecodable subscription has no status");
    CHECK(status(R"("status":"",)") == "undecodable subscription has no status");
    CHECK(status(R"("status":null,)") == "undecodable subscription has no status");
    CHECK(desk.verdict(request, "{}") == "undecodable body has no subscription");
    CHECK(desk.verdict(request, "nothing") == "undecodable body is not JSON");
    CHECK(desk.last.event.kind == Kind::revocation);
    // Twitch's command-line tool leaves the event in.
    CHECK(desk.verdict(request, replaced(follow().body, "enabled", "user_removed")) == "revocation");
}

TEST_CASE("a challenge and what it is about") {
    Desk desk;
    REQUIRE(desk.verdict(challenge()) == "challenge");
    CHECK(desk.last.challenge == "qk3v-lantern-58d1-tidewater");
    CHECK_FALSE(desk.last.conduit_shard);
    CHECK(desk.last.event.type == "channel.follow");
    CHECK(desk.last.event.subscription_id == "56d77e50-2571-4607-bd74-5b504bc817f7");
    CHECK(desk.last.condition == std::map<std::string_view, std::string_view>{{"broadcaster_user_id", "9900041736"},
                                                                              {"moderator_user_id", "9900071820"}});
    const Request request = challenge();
    const auto changed = [&](std::string_view from, std::string_view to) {
        return desk.verdict(request, replaced(request.body, from, to));
    };
    CHECK(changed("qk3v-lantern", R"(\"a\u00e4\n)") == "challenge");
    CHECK(desk.last.challenge == "\"a\u00e4\n-58d1-tidewater");
    CHECK(changed(R"("9900071820")", R"("")") == "challenge");
    CHECK(desk.last.condition.size() == 1);
    CHECK(changed("qk3v-lantern-58d1-tidewater", "") == "undecodable body has no challenge");
    CHECK(changed(R"("challenge")", R"("defiance")") == "undecodable body has no challenge");
    CHECK(changed(R"("id")", R"("it")") == "undecodable subscription has no id");
    CHECK(changed("webhook_callback_verification_pending", "enabled") == another_kind);
    CHECK(changed("webhook_callback_verification_pending", "user_removed") == another_kind);
    CHECK(changed(R"("challenge")", R"("event":{},"challenge")") == another_kind);
    CHECK(desk.verdict(request, R"({"challenge":"x"})") == "undecodable body has no subscription");
    CHECK(desk.verdict(request, "x") == "undecodable body is not JSON");
}

TEST_CASE("a conduit shard's challenge has no subscription and may lack its headers") {
    Desk desk;
    Request request = shard_challenge();
    REQUIRE(desk.verdict(request) == "challenge");
    CHECK(desk.last.conduit_shard);
    CHECK(desk.last.challenge == "brine-7f20-copper-gull");
    CHECK(desk.last.condition.empty());
    CHECK(desk.last.event.type.empty());
    request.type = "conduit.shard";
    CHECK(desk.verdict(request) == "challenge");
    CHECK(desk.last.event.type.empty()); // only the body counts
}

TEST_CASE("an unknown message type is kept as unknown unless the body says what it is") {
    Desk desk;
    Request request = follow();
    request.message_type = "subscription_updated";
    const auto with = [&](std::string_view from, std::string_view to) {
        return desk.verdict(request, replaced(request.body, from, to));
    };
    CHECK(desk.verdict(request) == another_kind);
    CHECK(with(R"(,"event":{"user_id":"1"})", "") == "unknown message type is unknown");
    CHECK(desk.last.event.subscription_id == "s1");
    CHECK(with("enabled", "paused") == "unknown message type is unknown");
    CHECK(with("enabled", "version_removed") == another_kind);
    CHECK(desk.verdict(request, "{}") == "unknown message type is unknown");
    CHECK(desk.verdict(request, "no JSON") == "unknown message type is unknown");
    CHECK(desk.verdict(request, R"({"subscription":{"type":"channel.raid"}})").starts_with("403"));
}

TEST_CASE("of a repeated key the first counts, here as in documents") {
    Desk desk;
    Request request = follow();
    request.body = replaced(request.body, R"("id":"s1")", R"("id":"s1","id":"s2")");
    REQUIRE(desk.verdict(request.sign()) == "notification");
    CHECK(desk.last.event.subscription_id == "s1");
    DocumentParser parser;
    Document document;
    REQUIRE(parser.parse(request.body, document).empty());
    CHECK(document.text(document.find("subscription.id")) == "s1");
}

TEST_CASE("unknown keys and escapes do no harm") {
    Desk desk;
    Request request = follow();
    request.body = replaced(request.body, R"("subscription":{)",
                            R"("new":[1,{}],"challenge":"x","subscription":{"a":{"id":"no"},)");
    request.body = replaced(request.body, "channel.follow", R"(\u0063hannel.follow)");
    request.body = replaced(request.body, R"("event")", R"("\u0065vent")");
    CHECK(desk.verdict(request.sign()) == "notification");
    CHECK(desk.last.event.subscription_id == "s1");
}

} // namespace turnout::eventsub
