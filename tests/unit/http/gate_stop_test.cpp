// The end of a server: nobody is left without a word, and it does not last.
#include "tests/support/raw_client.hpp"
#include "tests/unit/http/echo_server.hpp"

#include <doctest/doctest.h>
#include <future>

namespace turnout::test {
namespace {

using std::chrono::milliseconds;

const std::string get = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";

class NoHandlers final : public Poco::Net::HTTPRequestHandlerFactory {
public:
    Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest& /*request*/) override {
        return nullptr;
    }
};

} // namespace

TEST_CASE("stop: the half-read get 503, the idle are closed, those in flight their answers") {
    TURNOUT_EACH_MODE(lanes)
    EchoServer server(lanes, {}, EchoServer::Handling::defer);
    RawClient in_flight(server.port()), idle(server.port()), half(server.port());
    in_flight.send(get);
    half.send("POST /x HTTP/1.1\r\nHost:");
    REQUIRE(wait_until([&] { return server.waiting() == 1 && server.server().connections() == 3; }));
    auto stopped = std::async(std::launch::async, [&] { return server.server().stop(patience); });
    CHECK(half.response().status == 503);
    CHECK(idle.ends_silently());
    RawClient late(server.port()); // still refused in words, as long as somebody waits for an answer
    const RawResponse refused = late.response();
    CHECK(refused.status == 503);
    CHECK(refused.field("Connection") == "close");
    late.close();
    half.close();
    CHECK(!in_flight.wait_for_end(milliseconds(50)));
    server.answer_all();
    CHECK(in_flight.response().status == 200);
    CHECK(stopped.get());
    CHECK(server.executed().size() == 1);
    CHECK_THROWS_AS(RawClient(server.port()), std::system_error); // nobody listens any more
}

TEST_CASE("stop does not wait longer than it may for an answer that never comes") {
    TURNOUT_EACH_MODE(lanes)
    EchoServer server(lanes, {}, EchoServer::Handling::defer);
    RawClient client(server.port());
    client.send(get);
    REQUIRE(wait_until([&] { return server.waiting() == 1; }));
    CHECK_FALSE(server.server().stop(milliseconds(50)));
    server.answer_all(); // too late for stop(), not for the client
    CHECK(client.response().status == 200);
}

TEST_CASE("a stop that follows the start at once ends") {
    for (int i = 0; i < 50; ++i) {
        http::ServerSocketOptions options;
        options.address = {"127.0.0.1", 0};
        options.lanes = 2;
        options.name = "brief";
        http::Server server(options, 0, new NoHandlers, nullptr);
        server.start();
        CHECK(server.stop(milliseconds(0)));
    }
}

TEST_CASE("a server that was never started stops, and one that was destroyed leaves answers possible") {
    std::vector<http::Exchange> kept;
    {
        http::ServerSocketOptions options;
        options.address = {"127.0.0.1", 0};
        options.name = "idle";
        http::Server server(options, 0, new NoHandlers, nullptr);
        CHECK(server.port() != 0);
        CHECK(server.stop(milliseconds(100)));
        CHECK(server.stop(milliseconds(100)));
    }
    auto server = std::make_unique<EchoServer>(1U, http::GateOptions{}, EchoServer::Handling::defer);
    RawClient client(server->port());
    client.send(get);
    REQUIRE(wait_until([&] { return server->waiting() == 1; }));
    server->server().stop(milliseconds(0));
    kept = server->take_waiting();
    server.reset();
    kept.clear(); // its end answers, and ends the gate
    CHECK(client.response().status == 503);
}

} // namespace turnout::test
