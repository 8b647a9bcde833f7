// What of the public server may change while it runs.
#include "tests/unit/http/callback_fixture.hpp"

#include <doctest/doctest.h>

namespace turnout::test {

TEST_CASE("path and largest body of a server that runs are replaced, also on connections that it has") {
    CallbackFixture host;
    config::Http http = CallbackFixture::default_http();
    config::EventSub eventsub;
    eventsub.secret = config::Secret("another-secret-of-the-tests");
    CallbackRequest large;
    large.body.append(http.max_body, ' ');
    RawClient client(host.port());
    client.send(CallbackRequest().bytes());
    CHECK(client.response().status == 204);
    http.max_body *= 2;
    http.path = "/elsewhere";
    host.server.set(http, eventsub);
    client.send(CallbackRequest().bytes());
    CHECK(client.response().status == 404);
    large.path = http.path;
    client.send(large.bytes());
    CHECK(client.response().status == 403); // it was read whole; the secret was replaced, too
    client.send("GET " + http.path + " HTTP/1.1\r\nHost: h\r\n\r\n");
    const RawResponse wrong = client.response();
    CHECK(wrong.status == 405);
    CHECK(wrong.field("Allow") == "POST");
    http.max_body = 100;
    host.server.set(http, eventsub);
    client.send(large.bytes());
    CHECK(client.response().status == 413);
}

} // namespace turnout::test
