#include "core/http/api/live_feed.hpp"

#include "core/http/api/resources.hpp"
#include "tests/unit/http/api_host.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <string>

namespace turnout::test {
namespace {

using http::LiveFeed, http::Note;

/// A feed and a server that offers it.
struct FeedHost {
    explicit FeedHost(const LiveFeed::Limits& limits = {}) : feed(limits), host(resources(feed)) {}

    ~FeedHost() { feed.stop(); }

    FeedHost(const FeedHost&) = delete;
    FeedHost& operator=(const FeedHost&) = delete;

    static http::Api::Resources resources(LiveFeed& feed) {
        http::Api::Resources all;
        all.push_back(http::make_stream_resource(feed));
        return all;
    }

    /// Returns when the feed has it.
    RawClient watch(const std::string& query = "", int receive_buffer = 0) {
        const auto before = feed.watching();
        RawClient client(host.server.port(), "127.0.0.1", receive_buffer);
        client.send("GET /api/v1/stream" + query +
                    " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer the-token-of-the-tests\r\n\r\n");
        CHECK(wait_until([&] { return feed.watching() == before + 1; }));
        return client;
    }

    LiveFeed feed;
    ApiHost host;
};

Note note(const std::string& type, const std::string& id = "m") {
    Note made;
    made.type = type;
    made.message_id = id;
    return made;
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
}

/// Adds what has come to `seen`; whether `text` stands in it by now.
bool read(RawClient& client, std::string& seen, const std::string& text) {
    seen += client.until_end(std::chrono::milliseconds(20));
    return seen.find(text) != std::string::npos;
}

/// Of all `event: missed`.
std::uint64_t missed(const std::string& text) {
    static const std::string key = R"(data: {"count":)";
    std::uint64_t sum = 0;
    for (auto at = text.find(key); at != std::string::npos; at = text.find(key, at + 1))
        sum += std::stoull(text.substr(at + key.size()));
    return sum;
}

} // namespace

TEST_CASE("an attempt after which the event waits for another one is not called settled") {
    eventsub::Event event;
    event.type = "channel.follow";
    delivery::Settlement settlement;
    settlement.route = "r";
    settlement.event = &event;
    settlement.verdict = "retry";
    CHECK(text_of(Note::outcome(settlement, {})).starts_with("event: waiting\n"));
    for (const auto* verdict : {"ok", "reject", "dead"}) {
        settlement.verdict = verdict;
        CHECK(text_of(Note::outcome(settlement, {})).starts_with("event: settled\n"));
    }
}

TEST_CASE("a watcher sees the types that it asked for, in order, until the host stops") {
    FeedHost feed;
    CHECK_FALSE(feed.feed.watched());
    auto all = feed.watch();
    auto some = feed.watch("?type=channel.*,stream.online");
    CHECK(feed.feed.watched());
    for (const char* type : {"channel.follow", "user.update", "stream.online", "channel.raid", "channel"})
        feed.feed.publish(note(type));
    feed.feed.stop();
    const auto seen = all.until_end();
    CHECK(seen.starts_with("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"));
    CHECK(count(seen, "event: accepted\ndata: {") == 5);
    CHECK(seen.find("channel.follow") < seen.find("user.update"));
    CHECK(seen.ends_with("event: end\ndata: {\"reason\":\"the host stops\"}\n\n"));
    const auto filtered = some.until_end();
    CHECK(count(filtered, "event: accepted") == 3);
    CHECK(count(filtered, "user.update") == 0);
    CHECK(feed.host.ask("GET /api/v1/stream?types=x").status == 400);
}

TEST_CASE("a watcher that does not keep up is told how much it missed, and nobody waits for it") {
    LiveFeed::Limits limits;
    limits.buffer = 16 * 1024;
    FeedHost feed(limits);
    auto slow = feed.watch("", 4096);
    auto quick = feed.watch("?type=last");
    std::uint64_t published = 0;
    const std::string filler(200, 'x');
    while (published < 60'000) { // more than the system keeps for a client
        feed.feed.publish(note("channel.follow", filler));
        ++published;
    }
    std::string of_quick, of_slow;
    CHECK(wait_until([&] {
        feed.feed.publish(note("last"));
        ++published;
        return read(quick, of_quick, "\"last\"");
    }));
    CHECK(wait_until([&] { // now it reads; the last one is shown, so all before it are shown or counted
        const auto id = "number-" + std::to_string(++published);
        feed.feed.publish(note("channel.follow", id));
        return read(slow, of_slow, id);
    }));
    CHECK(missed(of_slow) > 0);
    CHECK(count(of_slow, "event: accepted") + missed(of_slow) == published);
}

TEST_CASE("a client that has gone makes room for another, and no more than the limit watch at once") {
    LiveFeed::Limits limits;
    limits.watchers = 2;
    FeedHost feed(limits);
    auto one = feed.watch();
    auto two = feed.watch();
    const auto refused = feed.host.ask("GET /api/v1/stream");
    CHECK(refused.status == 503);
    CHECK(refused.body.find("too many clients watch already") != std::string::npos);
    one.close();
    CHECK(wait_until([&] { return feed.feed.watching() == 1; }));
    auto three = feed.watch();
    two.reset();
    CHECK(wait_until([&] { return feed.feed.watching() == 1; }));
}

TEST_CASE("silence is filled with heartbeats") {
    LiveFeed::Limits limits;
    limits.heartbeat = std::chrono::milliseconds(20);
    FeedHost feed(limits);
    auto client = feed.watch();
    CHECK(client.response().status == 200);
    std::string seen;
    CHECK(wait_until([&] { return read(client, seen, "\n:\n\n:\n\n"); }));
}

TEST_CASE("HEAD of the stream ends at once") {
    FeedHost feed;
    const auto response = feed.host.ask("HEAD /api/v1/stream");
    CHECK(response.status == 200);
    CHECK_FALSE(feed.feed.watched());
}

} // namespace turnout::test
