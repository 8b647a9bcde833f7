// Challenges: wanted, not yet wanted, never wanted.
#include "tests/unit/http/callback_fixture.hpp"

#include <doctest/doctest.h>

namespace turnout::test {

namespace {

const std::string challenge_text = "pogchamp-kappa-360noscope-vohiyo";

} // namespace

TEST_CASE("a challenge for a subscription that is wanted is answered as Twitch wants it") {
    CallbackFixture host;
    host.challenges.want(true);
    const RawResponse response = host.ask(challenge_request());
    CHECK(response.status == 200);
    CHECK(response.field("Content-Type") == "text/plain");
    CHECK(response.field("Content-Length") == std::to_string(challenge_text.size()));
    CHECK(response.body == challenge_text);
    CHECK(host.counter("callback.challenge_answered") == 1);
    CHECK(host.journal.stored().empty());
}

TEST_CASE("a challenge that nobody asked for waits without holding up its lane, then gets 403") {
    config::Http http = CallbackFixture::default_http();
    http.workers = 1;
    CallbackFixture host(http);
    RawClient client(host.port());
    client.send(challenge_request().bytes());
    REQUIRE(wait_until([&] { return host.server.challenges().waiting() == 1; }));
    CHECK(host.ask(CallbackRequest{}).status == 204); // by the same lane
    host.clock.turn(std::chrono::milliseconds(1749));
    host.server.challenges().recheck();
    CHECK(host.server.challenges().waiting() == 1);
    host.clock.turn(std::chrono::milliseconds(1));
    CHECK(client.response().status == 403); // the loop asks again by itself
    CHECK(host.counter("callback.challenge_refused") == 1);
}

TEST_CASE("a challenge that comes before its creation is registered is answered when it is") {
    CallbackFixture host;
    RawClient client(host.port());
    client.send(challenge_request().bytes());
    REQUIRE(wait_until([&] { return host.server.challenges().waiting() == 1; }));
    host.challenges.want(true);
    host.server.challenges().recheck();
    const RawResponse response = client.response();
    CHECK(response.status == 200);
    CHECK(response.body == challenge_text);
    CHECK(host.server.challenges().waiting() == 0);
}

TEST_CASE("a challenge that waits when the host stops gets 503") {
    CallbackFixture host;
    RawClient client(host.port());
    client.send(challenge_request().bytes());
    REQUIRE(wait_until([&] { return host.server.challenges().waiting() == 1; }));
    CHECK(host.server.stop(patience));
    CHECK(client.response().status == 503);
}

TEST_CASE("a challenge with a wrong signature gets 403 at once") {
    CallbackFixture host;
    host.challenges.want(true);
    CallbackRequest request = challenge_request();
    request.secret = "not the secret";
    const RawResponse response = host.ask(request);
    CHECK(response.status == 403);
    CHECK(response.body.find(challenge_text) == std::string::npos);
}

} // namespace turnout::test
