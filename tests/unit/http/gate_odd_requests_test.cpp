// The table of odd requests over real sockets, in every mode.
#include "tests/support/raw_client.hpp"
#include "tests/unit/http/echo_server.hpp"
#include "tests/unit/http/odd_requests.hpp"

#include <algorithm>
#include <doctest/doctest.h>

namespace turnout::test {
namespace {

// A server of its own for each would cost 100 starts; what was executed is told apart by counting.
void check(EchoServer& server, const OddRequest& odd, bool bytewise) {
    INFO(odd.name);
    const std::size_t before = server.executed().size();
    RawClient client(server.port());
    if (bytewise)
        client.send_bytewise(odd.bytes);
    else
        client.send(odd.bytes);
    const RawResponse first = client.response();
    CHECK(first.status == odd.status);
    std::string rest;
    if (!odd.closes) {
        for (std::size_t i = 1; i < odd.executed.size(); ++i) CHECK(client.response().status == 200);
        REQUIRE(client.send("GET /bye HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
    }
    rest = client.until_end();
    CHECK(client.ended() == End::closed);
    if (!odd.closes)
        CHECK(rest.find("GET /bye []") != std::string::npos);
    else if (odd.status != 200)
        CHECK(rest.empty());
    std::vector<std::string> executed = server.executed();
    executed.erase(executed.begin(), executed.begin() + static_cast<std::ptrdiff_t>(before));
    std::vector<std::string> expected = odd.executed;
    if (!odd.closes) expected.emplace_back("GET /bye []");
    CHECK(executed == expected);
}

} // namespace

TEST_CASE("odd requests get what the table says and execute nothing else") {
    TURNOUT_EACH_MODE(lanes)
    EchoServer server(lanes);
    const auto all = odd_requests();
    CHECK(all.size() >= 50);
    for (const OddRequest& odd : all) check(server, odd, false);
}

TEST_CASE("odd requests that come byte by byte get the same") {
    TURNOUT_EACH_MODE(lanes)
    EchoServer server(lanes);
    for (const OddRequest& odd : odd_requests())
        if (odd.bytes.size() < 1000) check(server, odd, true);
}

TEST_CASE("what the gate refuses says why, as text, and that it closes") {
    EchoServer server(1);
    RawClient client(server.port());
    client.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n");
    const RawResponse response = client.response();
    CHECK(response.status == 400);
    CHECK(response.field("Connection") == "close");
    CHECK(response.field("Content-Type") == "text/plain");
    CHECK(!response.body.empty());
    CHECK(server.counter("refused") == 1);
    CHECK(server.executed().empty());
}

} // namespace turnout::test
