// The reader by itself: the same requests cut in every way.
#include "core/http/gate/request_reader.hpp"
#include "tests/unit/http/odd_requests.hpp"

#include <doctest/doctest.h>
#include <random>

namespace turnout::test {
namespace {

struct Read {
    int refused = 0;
    bool complete = false;
    std::string text; ///< "METHOD TARGET [BODY]"
};

/// Feeds the bytes in pieces of `piece()` bytes, as a connection would: what is left over comes again, in front.
template <typename Piece> Read read(const std::string& bytes, Piece&& piece) {
    const http::Limits limits;
    http::RequestReader reader(limits);
    std::string pending;
    for (std::size_t at = 0; at < bytes.size() && reader.refused() == 0 && !reader.complete();) {
        const std::size_t size = std::min(piece(), bytes.size() - at);
        // A buffer of its own each time, so that a sanitizer sees a read beyond it.
        const std::string input = pending + bytes.substr(at, size);
        at += size;
        pending = input.substr(reader.feed(input));
    }
    Read result{reader.refused(), reader.refused() == 0 && reader.complete(), {}};
    if (!result.complete) return result;
    const http::Request request = reader.take();
    result.text =
        std::string(request.method()) + " " + std::string(request.target()) + " [" + std::string(request.body()) + "]";
    CHECK(request.wire().substr(request.head()) == request.body());
    return result;
}

} // namespace

TEST_CASE("however a request is cut, the reader comes to the same result") {
    std::minstd_rand random(7);
    for (const OddRequest& odd : odd_requests()) {
        INFO(odd.name);
        const Read whole = read(odd.bytes, [&] { return odd.bytes.size(); });
        if (odd.executed.empty())
            CHECK(whole.refused == odd.status);
        else
            CHECK(whole.text == odd.executed.front());
        for (int round = 0; round < (odd.bytes.size() > 10'000 ? 3 : 30); ++round) {
            const std::size_t most = 1 + random() % 40;
            const Read cut = read(odd.bytes, [&] { return odd.bytes.size() > 10'000 ? 997 : 1 + random() % most; });
            CHECK(cut.refused == whole.refused);
            CHECK(cut.text == whole.text);
        }
    }
}

TEST_CASE("the fields that a handler may ask for, and what is the matter with them") {
    const http::Limits limits;
    const auto state_of = [&](const std::string& fields, http::Field field) {
        http::RequestReader reader(limits);
        reader.feed("GET / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n");
        REQUIRE(reader.complete());
        return reader.take().state(field);
    };
    using enum http::FieldState;
    const auto id = http::Field::message_id;
    CHECK(state_of("", id) == absent);
    CHECK(state_of("Twitch-Eventsub-Message-Id: a\r\n", id) == good);
    CHECK(state_of("TWITCH-EVENTSUB-MESSAGE-ID:a\r\n", id) == good);
    CHECK(state_of("Twitch-Eventsub-Message-Id: \r\n", id) == empty);
    CHECK(state_of("Twitch-Eventsub-Message-Id: a\r\ntwitch-eventsub-message-id: a\r\n", id) == repeated);
    CHECK(state_of("Twitch-Eventsub-Message-Id:\r\ntwitch-eventsub-message-id: a\r\n", id) == repeated);
    CHECK(state_of("Twitch-Eventsub-Message-Id: " + std::string(512, 'a') + "\r\n", id) == good);
    CHECK(state_of("Twitch-Eventsub-Message-Id: " + std::string(513, 'a') + "\r\n", id) == too_long);
    CHECK(state_of("Twitch-Eventsub-Message-Id: \xc3\xa9\r\n", id) == not_ascii);
    CHECK(state_of("Twitch-Eventsub-Message-Id: a\tb\r\n", id) == not_ascii);
    CHECK(state_of("Authorization: Bearer x\r\n", http::Field::authorization) == good);
}

TEST_CASE("values keep what is inside and lose what is around them") {
    const http::Limits limits;
    http::RequestReader reader(limits);
    reader.feed("POST /x?y HTTP/1.1\r\nHost: h\r\nTwitch-Eventsub-Message-Type: \t a  b \r\n"
                "Twitch-Eventsub-Message-Retry:7\r\nContent-Length: 2\r\n\r\nhi");
    REQUIRE(reader.complete());
    const http::Request request = reader.take();
    CHECK(request.field(http::Field::message_type) == "a  b");
    CHECK(request.field(http::Field::message_retry) == "7");
    CHECK(request.field(http::Field::message_id).empty());
    CHECK(request.path() == "/x");
    CHECK(request.target() == "/x?y");
    CHECK(request.body() == "hi");
    CHECK(request.wire() == "POST /x?y HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi");
}

TEST_CASE("a length that is only promised costs no memory") {
    const http::Limits limits;
    http::RequestReader reader(limits);
    reader.feed("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 524288\r\n\r\n");
    CHECK(reader.memory() < 32'000);
}

} // namespace turnout::test
