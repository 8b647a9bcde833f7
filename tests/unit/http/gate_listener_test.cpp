// A server that runs is moved to another address.
#include "tests/support/raw_client.hpp"
#include "tests/unit/http/echo_server.hpp"

#include <doctest/doctest.h>
#include <system_error>

namespace turnout::test {
namespace {

const std::string get = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";

std::shared_ptr<http::Listener> listen_somewhere() {
    auto made = std::make_shared<http::Listener>(config::Address{"127.0.0.1", 0});
    made->listen();
    return made;
}

bool is_served(RawClient& client) {
    return client.send(get) && client.response().status == 200;
}

bool is_closed(std::uint16_t port) {
    try {
        const RawClient client(port);
        return false;
    } catch (const std::system_error&) {
        return true;
    }
}

} // namespace

TEST_CASE("a server that is moved is reached at the new address, and serves to their end those who came by the old") {
    TURNOUT_EACH_MODE(lanes)
    EchoServer server(lanes);
    const auto old = server.port();
    RawClient idle(old), half(old);
    REQUIRE(is_served(idle));
    half.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n");
    REQUIRE(half.response().status == 100);
    auto next = listen_somewhere();
    server.server().move_to(next);
    CHECK(server.port() == next->local().port());
    CHECK(server.port() != old);
    next.reset();
    RawClient newcomer(server.port());
    CHECK(is_served(newcomer));
    CHECK(wait_until([&] { return is_closed(old); }));
    half.send("a");
    CHECK(half.response().status == 200);
    CHECK(is_served(idle));
    CHECK(server.server().stop(std::chrono::seconds(5)));
    CHECK(is_closed(server.port()));
}

TEST_CASE("who waits at the old address when a server is moved is served") {
    TURNOUT_EACH_MODE(lanes)
    EchoServer server(lanes);
    for (int round = 0; round < 20; ++round) {
        std::vector<RawClient> clients;
        for (int each = 0; each < 20; ++each) clients.emplace_back(server.port()).send(get);
        server.server().move_to(listen_somewhere());
        for (RawClient& client : clients) CHECK(client.response().status == 200);
    }
    CHECK(server.counter("accepted") == 400);
}

TEST_CASE("an address that cannot be listened on is told with the system's words, and who has it goes on") {
    EchoServer other(1);
    CHECK_THROWS_WITH_AS(http::Listener({"127.0.0.1", other.port()}), doctest::Contains("cannot listen on 127.0.0.1:"),
                         http::ListenError);
    CHECK_THROWS_WITH_AS(http::Listener({"127.0.0.1", other.port()}), doctest::Contains("Address already in use"),
                         http::ListenError);
    CHECK_THROWS_WITH_AS(http::Listener({"192.0.2.1", 0}), doctest::Contains("192.0.2.1:0"), http::ListenError);
    RawClient client(other.port());
    CHECK(is_served(client));
}

} // namespace turnout::test
