#include "tests/unit/http/callback_fixture.hpp"

#include "core/eventsub/signature.hpp"

#include <spdlog/logger.h>

namespace turnout::test {
namespace {

config::EventSub eventsub_config() {
    config::EventSub eventsub;
    eventsub.secret = config::Secret("a secret for tests");
    eventsub.previous_secret = config::Secret("the one before it");
    return eventsub;
}

std::shared_ptr<spdlog::logger> logger_to(std::shared_ptr<LogText> text) {
    auto logger = std::make_shared<spdlog::logger>("test", std::move(text));
    logger->set_pattern("%l %v");
    return logger;
}

} // namespace

CallbackRequest::Fields CallbackRequest::fields() const {
    return {{"Twitch-Eventsub-Message-Id", id},
            {"Twitch-Eventsub-Message-Retry", "0"},
            {"Twitch-Eventsub-Message-Type", kind},
            {"Twitch-Eventsub-Message-Signature", eventsub::signature_of(secret, id, timestamp, body)},
            {"Twitch-Eventsub-Message-Timestamp", timestamp},
            {"Twitch-Eventsub-Subscription-Type", type},
            {"Twitch-Eventsub-Subscription-Version", version}};
}

std::string CallbackRequest::bytes(const Fields& with) const {
    std::string text = "POST " + path + " HTTP/1.1\r\nHost: h\r\n";
    for (const auto& [name, value] : with) text.append(name).append(": ").append(value).append("\r\n");
    text.append(extra).append("Content-Type: application/json\r\nContent-Length: ").append(std::to_string(body.size()));
    return text.append("\r\n\r\n").append(body);
}

CallbackRequest challenge_request() {
    CallbackRequest request;
    request.kind = "webhook_callback_verification";
    request.body = R"({"challenge":"pogchamp-kappa-360noscope-vohiyo","subscription":{"id":"s1","status":)"
                   R"("webhook_callback_verification_pending","type":"channel.follow","version":"2",)"
                   R"("condition":{"broadcaster_user_id":"1","moderator_user_id":"1"}}})";
    return request;
}

CallbackRequest revocation_request() {
    CallbackRequest request;
    request.kind = "revocation";
    request.body = R"({"subscription":{"id":"s1","status":"authorization_revoked","type":"channel.follow",)"
                   R"("version":"2","condition":{"broadcaster_user_id":"1","moderator_user_id":"1"}}})";
    return request;
}

bool FakeChallenges::wanted(const http::Challenge& challenge) const {
    return want_ && challenge.type == "channel.follow" && challenge.version == "2" &&
           challenge.condition.at("broadcaster_user_id") == "1";
}

config::Http CallbackFixture::default_http() {
    config::Http http;
    http.address = {"127.0.0.1", 0};
    http.workers = 2;
    return http;
}

CallbackFixture::CallbackFixture(const config::Http& http)
    : server(http, eventsub_config(), {journal, challenges, clock}, logger_to(log_text)) {
    journal.start(*this);
    server.start();
}

CallbackFixture::~CallbackFixture() {
    journal.drop();
    server.stop(std::chrono::seconds(5));
}

RawResponse CallbackFixture::ask(const std::string& bytes) {
    RawClient client(port());
    client.send(bytes);
    return client.response();
}

std::uint64_t CallbackFixture::counter(const std::string& name) const {
    const auto all = server.counters();
    const auto found = all.find(name);
    return found == all.end() ? 0 : found->second;
}

} // namespace turnout::test
