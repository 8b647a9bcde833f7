// The rows of the callback's table, over real sockets.
#include "tests/unit/http/callback_fixture.hpp"

#include <doctest/doctest.h>

namespace turnout::test {
namespace {

constexpr std::chrono::milliseconds a_moment{100}; // for what must not come; a pass never depends on its length

} // namespace

TEST_CASE("a signed, fresh notification gets 204, but only once it is durable") {
    CallbackFixture host;
    host.journal.set_mode(FakeJournal::Mode::on_demand);
    const CallbackRequest request;
    RawClient client(host.port());
    client.send(request.bytes());
    REQUIRE(wait_until([&] { return host.journal.queued() == 1; }));
    CHECK(client.response(a_moment).status == 0);
    host.journal.commit();
    const RawResponse response = client.response();
    CHECK(response.status == 204);
    CHECK(response.field("Content-Length").empty());
    const auto stored = host.journal.stored();
    REQUIRE(stored.size() == 1);
    CHECK(stored[0].disposition == journal::Disposition::deliver);
    CHECK(stored[0].body == request.body);
    CHECK(stored[0].message_id == "id-1");
    CHECK(stored[0].type == "channel.follow");
    CHECK(stored[0].retry == "0");
    CHECK(host.counter("callback.stored") == 1);
    client.send(request.bytes()); // the connection has stayed
    REQUIRE(wait_until([&] { return host.journal.queued() == 1; }));
    host.journal.commit();
    CHECK(client.response().status == 204);
}

TEST_CASE("the same message id again gets 204 and is counted, not stored") {
    CallbackFixture host;
    CHECK(host.ask(CallbackRequest{}).status == 204);
    CHECK(host.ask(CallbackRequest{}).status == 204);
    CHECK(host.journal.stored().size() == 1);
    CHECK(host.counter("callback.stored") == 1);
    CHECK(host.counter("callback.duplicate") == 1);
}

TEST_CASE("a stale message gets 204 and is kept, 20 in a row make the host unready until a fresh one comes") {
    CallbackFixture host;
    CallbackRequest request;
    const bool old = true;
    for (const bool too_old : {old, !old}) {
        for (int i = 0; i < 10; ++i) {
            request.id = (too_old ? "old-" : "new-") + std::to_string(i);
            request.timestamp = too_old ? "2026-03-13T23:49:59Z" : "2026-03-14T00:10:01Z";
            CHECK(host.server.unready_reasons().empty());
            CHECK(host.ask(request).status == 204);
        }
    }
    CHECK(host.server.stale_in_a_row() == 20);
    REQUIRE(host.server.unready_reasons().size() == 1);
    CHECK(host.server.unready_reasons()[0].find("clock") != std::string::npos);
    CHECK(host.counter("callback.stale") == 20);
    const auto stored = host.journal.stored();
    REQUIRE(stored.size() == 20);
    CHECK(stored[0].disposition == journal::Disposition::stale);
    CHECK(!stored[0].reason.empty());
    CHECK(host.ask(request).status == 204); // comes again, and is no fresher
    CHECK(host.server.stale_in_a_row() == 20);
    CallbackRequest undated;
    undated.id = "undated";
    undated.timestamp = "some day";
    CHECK(host.ask(undated).status == 204); // says nothing about the clock
    CHECK(host.counter("callback.undecodable") == 1);
    CHECK(host.server.stale_in_a_row() == 20);
    CHECK(host.ask(CallbackRequest{}).status == 204);
    CHECK(host.server.stale_in_a_row() == 0);
    CHECK(host.server.unready_reasons().empty());
}

TEST_CASE("what is only kept as a dead letter is warned of, but not more than five times in ten seconds") {
    CallbackFixture host;
    CallbackRequest request;
    request.timestamp = "2026-03-13T23:49:59Z";
    for (int i = 0; i < 7; ++i) {
        request.id = "old-" + std::to_string(i);
        CHECK(host.ask(request).status == 204);
    }
    CHECK(host.log().find("warning message old-4 (channel.follow) is stale and kept as a dead letter: timestamp is too "
                          "old") != std::string::npos);
    CHECK(host.log().find("old-5") == std::string::npos);
    host.clock.turn(std::chrono::seconds{11});
    request.id = "odd";
    request.timestamp = CallbackRequest{}.timestamp;
    request.body = "{}";
    CHECK(host.ask(request).status == 204);
    CHECK(host.log().find("warning kept 2 more messages as dead letters") != std::string::npos);
    CHECK(host.log().find("message odd") != std::string::npos);
    CHECK(host.log().find("user_login") == std::string::npos); // no bodies
}

TEST_CASE("with http.path = / the callback and the greeting share the path") {
    auto http = CallbackFixture::default_http();
    http.path = "/";
    CallbackFixture host(http);
    CallbackRequest request;
    request.path = "/";
    CHECK(host.ask(request).status == 204);
    CHECK(host.ask("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").body == "turnout");
    const auto refused = host.ask("DELETE / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    CHECK(refused.status == 405);
    CHECK(refused.field("Allow") == "GET, POST");
    CHECK(host.ask("GET /eventsub HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 404);
}

TEST_CASE("a wrong or absent signature gets 403, the previous secret is accepted") {
    CallbackFixture host;
    CallbackRequest request;
    request.secret = "not the secret";
    CHECK(host.ask(request).status == 403);
    auto fields = CallbackRequest{}.fields();
    for (const char* value : {"", "sha256=", "sha1=00", "nonsense"}) {
        fields[3].second = value;
        CHECK(host.ask(CallbackRequest{}.bytes(fields)).status == 403);
    }
    fields = CallbackRequest{}.fields();
    fields.push_back(fields[3]); // twice, though right
    CHECK(host.ask(CallbackRequest{}.bytes(fields)).status == 403);
    fields.erase(fields.begin() + 3);
    fields.pop_back();
    const RawResponse response = host.ask(CallbackRequest{}.bytes(fields));
    CHECK(response.status == 403);
    CHECK(response.body.find('\n') == response.body.size() - 1); // one short line
    CHECK(host.journal.stored().empty());
    request.secret = "the one before it";
    CHECK(host.ask(request).status == 204);
}

TEST_CASE("another Twitch header absent, empty, repeated, too long or not plain ASCII gets 400") {
    CallbackFixture host;
    for (const std::size_t i : {0U, 1U, 2U, 4U, 5U, 6U}) { // all but the signature
        const auto good = CallbackRequest{}.fields();
        INFO(good[i].first);
        auto fields = good;
        fields.erase(fields.begin() + static_cast<std::ptrdiff_t>(i));
        CHECK(host.ask(CallbackRequest{}.bytes(fields)).status == 400);
        fields = good;
        fields.push_back(good[i]);
        CHECK(host.ask(CallbackRequest{}.bytes(fields)).status == 400);
        for (const std::string& value :
             {std::string(), std::string(513, 'a'), std::string("\xc3\xa9"), std::string("a\tb")}) {
            fields = good;
            fields[i].second = value;
            const RawResponse response = host.ask(CallbackRequest{}.bytes(fields));
            CHECK(response.status == 400);
            CHECK(response.field("Connection").empty()); // the request was whole: the connection may stay
        }
    }
    CHECK(host.journal.stored().empty());
    CHECK(host.ask(CallbackRequest{}).status == 204);
}

TEST_CASE("a header that only looks encoded is taken as it stands") {
    CallbackFixture host;
    CallbackRequest request;
    request.id = "=?utf-8?Q?x?=";
    CHECK(host.ask(request).status == 204);
    REQUIRE(host.journal.stored().size() == 1);
    CHECK(host.journal.stored()[0].message_id == request.id);
}

TEST_CASE("headers that disagree with the signed body get 403 and do not make the genuine one a duplicate") {
    CallbackFixture host;
    CallbackRequest request;
    request.type = "stream.online";
    CHECK(host.ask(request).status == 403);
    request = {};
    request.version = "1";
    CHECK(host.ask(request).status == 403);
    for (const char* kind : {"revocation", "webhook_callback_verification"}) {
        request = {};
        request.kind = kind;
        CHECK(host.ask(request).status == 403);
    }
    CHECK(host.journal.stored().empty());
    CHECK(host.ask(CallbackRequest{}).status == 204);
    CHECK(host.counter("callback.stored") == 1);
    CHECK(host.counter("callback.duplicate") == 0);
}

TEST_CASE("a Content-Encoding gets 415, whatever it is") {
    CallbackFixture host;
    CallbackRequest request;
    for (const char* line : {"Content-Encoding: gzip\r\n", "Content-Encoding: identity\r\n", "Content-Encoding:\r\n",
                             "content-encoding: gzip\r\nContent-Encoding: gzip\r\n"}) {
        request.extra = line;
        CHECK(host.ask(request).status == 415);
    }
    CHECK(host.journal.stored().empty());
}

TEST_CASE("a body over the limit gets 413 and the connection ends, one at the limit is read") {
    config::Http http = CallbackFixture::default_http();
    http.max_body = 2000;
    CallbackFixture host(http);
    CallbackRequest request;
    request.body.append(2000 - request.body.size(), ' ');
    CHECK(host.ask(request).status == 204);
    request.body += ' ';
    RawClient client(host.port());
    client.send(request.bytes());
    CHECK(client.response().status == 413);
    CHECK(client.ends_silently());
    CHECK(host.counter("gate.refused.413.body too large") == 1);
}

TEST_CASE("a length beside a transfer coding gets 400 and the connection ends") {
    CallbackFixture host;
    CallbackRequest request;
    request.extra = "Transfer-Encoding: chunked\r\n";
    RawClient client(host.port());
    client.send(request.bytes());
    CHECK(client.response().status == 400);
    CHECK(client.ends_silently());
}

TEST_CASE("framing comes before the headers' own flaws") {
    CallbackFixture host;
    CallbackRequest request;
    request.body.assign(600 * 1024, 'x');
    auto fields = request.fields();
    fields[0].second = "";
    CHECK(host.ask(request.bytes(fields)).status == 413);
}

TEST_CASE("another method gets 405 with Allow, another path 404") {
    CallbackFixture host;
    const RawResponse get = host.ask("GET /eventsub HTTP/1.1\r\nHost: h\r\n\r\n");
    CHECK(get.status == 405);
    CHECK(get.field("Allow") == "POST");
    const RawResponse post = host.ask("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
    CHECK(post.status == 405);
    CHECK(post.field("Allow") == "GET");
    for (const char* path : {"/eventsub/", "/eventsu", "/eventsub/x", "/EVENTSUB", "//eventsub", "/%65ventsub"}) {
        CallbackRequest request;
        request.path = path;
        CHECK(host.ask(request).status == 404);
    }
    CallbackRequest request;
    request.path = "/eventsub?x=1";
    CHECK(host.ask(request).status == 204);
}

TEST_CASE("HEAD gets the fields of the answer only, so that the next answer is not misread") {
    CallbackFixture host;
    RawClient client(host.port());
    client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    const std::string all = client.until_end();
    CHECK(all.starts_with("HTTP/1.1 405 "));
    const std::size_t second = all.find("\r\n\r\n") + 4;
    CHECK(all.substr(second, 13) == "HTTP/1.1 200 ");
}

TEST_CASE("GET / says who is there and needs no Twitch header") {
    CallbackFixture host;
    const RawResponse response = host.ask("GET / HTTP/1.1\r\nHost: h\r\nTwitch-Eventsub-Message-Id:\r\n\r\n");
    CHECK(response.status == 200);
    CHECK(response.body == "turnout");
}

TEST_CASE("a signed revocation gets 204 and is stored as an event") {
    CallbackFixture host;
    CHECK(host.ask(revocation_request()).status == 204);
    REQUIRE(host.journal.stored().size() == 1);
    CHECK(host.journal.stored()[0].kind == eventsub::Kind::revocation);
    CHECK(host.journal.stored()[0].status == "authorization_revoked");
}

TEST_CASE("a signed message of an unknown type gets 204 and is kept") {
    CallbackFixture host;
    CallbackRequest request;
    request.kind = "greeting"; // with a body that is none of the kinds we know
    request.body = R"({"subscription":{"id":"s1","status":"waving","type":"channel.follow","version":"2"}})";
    CHECK(host.ask(request).status == 204);
    REQUIRE(host.journal.stored().size() == 1);
    CHECK(host.journal.stored()[0].disposition == journal::Disposition::unknown);
    CHECK(host.counter("callback.unknown") == 1);
}

TEST_CASE("a signed body that cannot be decoded gets 204 and is kept, byte for byte") {
    CallbackFixture host;
    CallbackRequest request;
    int n = 0;
    for (const char* body : {"", "{", "[]", "null", "\xff\xfe", "{\"subscription\":7}"}) {
        request.id = "undecodable-" + std::to_string(++n);
        request.body = body;
        CHECK(host.ask(request).status == 204);
        REQUIRE(host.journal.stored().size() == static_cast<std::size_t>(n));
        CHECK(host.journal.stored().back().disposition == journal::Disposition::undecodable);
        CHECK(host.journal.stored().back().body == body);
    }
    CHECK(host.counter("callback.undecodable") == static_cast<std::uint64_t>(n));
}

TEST_CASE("a batched notification is one message that knows its elements") {
    CallbackFixture host;
    CallbackRequest request;
    request.type = "drop.entitlement.grant";
    request.version = "1";
    request.body = R"({"subscription":{"id":"s1","status":"enabled","type":"drop.entitlement.grant","version":"1",)"
                   R"("condition":{"organization_id":"9"}},"events":[{"id":"e1","data":{}},{"id":"e2","data":{}}]})";
    CHECK(host.ask(request).status == 204);
    REQUIRE(host.journal.stored().size() == 1);
    CHECK(host.journal.stored()[0].elements == std::vector<std::string>{"e1", "e2"});
}

TEST_CASE("when the journal refuses the answer is 503 with Retry-After, and nothing is remembered") {
    CallbackFixture host;
    host.journal.set_mode(FakeJournal::Mode::refusing);
    const RawResponse response = host.ask(CallbackRequest{});
    CHECK(response.status == 503);
    CHECK(!response.field("Retry-After").empty());
    CHECK(host.counter("callback.journal_refused") == 1);
    host.journal.set_mode(FakeJournal::Mode::at_once);
    CHECK(host.ask(CallbackRequest{}).status == 204);
    CHECK(host.counter("callback.stored") == 1);
}

TEST_CASE("when the journal loses a message its client gets 503, never silence") {
    CallbackFixture host;
    host.journal.set_mode(FakeJournal::Mode::on_demand);
    RawClient client(host.port());
    client.send(CallbackRequest{}.bytes());
    REQUIRE(wait_until([&] { return host.journal.queued() == 1; }));
    host.journal.drop();
    const RawResponse response = client.response();
    CHECK(response.status == 503);
    CHECK(!response.field("Retry-After").empty());
    CHECK(client.ends_silently());
}

TEST_CASE("answers of small groups and of large ones reach everybody, with Connection: close for who asked for it") {
    CallbackFixture host;
    host.journal.set_mode(FakeJournal::Mode::on_demand);
    for (const std::size_t count : {3U, 16U, 17U, 60U}) {
        INFO(count);
        std::vector<RawClient> clients;
        for (std::size_t i = 0; i < count; ++i) {
            CallbackRequest request;
            request.id = std::to_string(count) + "-" + std::to_string(i);
            if (i % 3 == 0) request.extra = "Connection: close\r\n";
            std::string bytes = request.bytes();
            if (i % 3 == 1) bytes.replace(bytes.find("HTTP/1.1"), 8, "HTTP/1.0");
            clients.emplace_back(host.port()).send(bytes);
        }
        REQUIRE(wait_until([&] { return host.journal.queued() == count; }));
        host.journal.commit();
        for (std::size_t i = 0; i < count; ++i) {
            const RawResponse response = clients[i].response();
            CHECK(response.status == 204);
            CHECK(response.field("Connection") == (i % 3 == 2 ? "" : "close"));
            if (i % 3 != 2) CHECK(clients[i].ends_silently());
        }
    }
}

} // namespace turnout::test
