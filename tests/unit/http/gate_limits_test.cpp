// The limits: connections, time, memory.
#include "tests/support/raw_client.hpp"
#include "tests/unit/http/echo_server.hpp"

#include <doctest/doctest.h>

namespace turnout::test {
namespace {

using std::chrono::milliseconds;

const std::string get = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";

http::GateOptions at_most(std::size_t connections) {
    http::GateOptions options;
    options.max_connections = connections;
    return options;
}

std::vector<RawClient> connect(EchoServer& server, std::size_t count, const std::string& first_bytes = "") {
    std::vector<RawClient> clients;
    for (std::size_t i = 0; i < count; ++i) {
        clients.emplace_back(server.port()).send(first_bytes);
        REQUIRE(wait_until([&] { return server.server().connections() == i + 1; })); // accepted in this order
    }
    return clients;
}

bool is_served(RawClient& client) {
    return client.send(get) && client.response().status == 200;
}

} // namespace

TEST_CASE("at the limit the connection that is longest without a complete request makes room") {
    unsigned lanes = 0;
    SUBCASE("dispatch") {
        lanes = 0;
    }
    SUBCASE("one lane") {
        lanes = 1;
    }
    SUBCASE("three lanes") {
        lanes = 3;
    }
    EchoServer server(lanes, at_most(8));
    auto clients = connect(server, 8);
    REQUIRE(is_served(clients[0])); // now the second one is
    RawClient newcomer(server.port());
    CHECK(is_served(newcomer));
    CHECK(clients[1].ends_silently());
    CHECK(is_served(clients[0]));
    CHECK(is_served(clients[2]));
    CHECK(server.counter("evicted") == 1);
    CHECK(server.counter("over_limit") == 0);
    CHECK(server.server().connections() == 8);
}

TEST_CASE("slow senders that fill the server do not keep genuine clients out") {
    TURNOUT_EACH_MODE(lanes)
    EchoServer server(lanes, at_most(16));
    auto attackers = connect(server, 16, "POST /slow HTTP/1.1\r\nHo");
    for (int i = 0; i < 40; ++i) {
        RawClient genuine(server.port());
        CHECK(is_served(genuine));
    }
    CHECK(server.counter("evicted") >= 1);
    CHECK(server.counter("over_limit") == 0);
}

TEST_CASE("when all are being answered a newcomer gets 503, and they their answers") {
    TURNOUT_EACH_MODE(lanes)
    EchoServer server(lanes, at_most(6), EchoServer::Handling::defer);
    auto clients = connect(server, 6, get);
    REQUIRE(wait_until([&] { return server.waiting() == 6; }));
    RawClient newcomer(server.port());
    const RawResponse response = newcomer.response();
    CHECK(response.status == 503);
    CHECK(!response.field("Retry-After").empty());
    CHECK(newcomer.ends_silently());
    CHECK(server.counter("over_limit") == 1);
    CHECK(server.counter("evicted") == 0);
    server.answer_all();
    for (RawClient& client : clients) CHECK(client.response().status == 200);
}

TEST_CASE("many more than the limit at once: each is served, told, or closed, and the server lives") {
    TURNOUT_EACH_MODE(lanes)
    EchoServer server(lanes, at_most(4));
    std::vector<RawClient> crowd;
    for (int i = 0; i < 400; ++i) crowd.emplace_back(server.port()).send("GET ");
    // Some of the crowd may still be on their way from one lane to the other, and push out who came after them.
    CHECK(wait_until([&] {
        RawClient genuine(server.port());
        return is_served(genuine);
    }));
    crowd.clear();
    CHECK(wait_until([&] { return server.server().connections() <= 4; }));
}

TEST_CASE("a request that is not complete in time gets 408, however steadily its bytes come") {
    TURNOUT_EACH_MODE(lanes)
    http::GateOptions options;
    options.request_time = milliseconds(300);
    EchoServer server(lanes, options);
    RawClient stuck(server.port()), steady(server.port()), mute(server.port());
    stuck.send("POST /slow HTTP/1.1\r\nHost:");
    while (!steady.wait_for_end(milliseconds(5)) && steady.send("a")) {
    }
    CHECK(steady.response().status == 408);
    CHECK(stuck.response().status == 408);
    CHECK(stuck.ends_silently());
    CHECK(mute.ends_silently()); // never said anything: nothing to answer
    CHECK(server.counter("timeouts") == 3);
    CHECK(server.executed().empty());
}

TEST_CASE("a connection that stays idle after its answer is closed without a word") {
    TURNOUT_EACH_MODE(lanes)
    http::GateOptions options;
    options.idle_time = milliseconds(200);
    EchoServer server(lanes, options);
    RawClient client(server.port());
    REQUIRE(is_served(client));
    CHECK(client.ends_silently());
    CHECK(server.counter("timeouts") == 1);
}

TEST_CASE("an answer may take longer than a request or an idle connection") {
    http::GateOptions options;
    options.idle_time = options.request_time = milliseconds(50);
    EchoServer server(1, options, EchoServer::Handling::defer);
    RawClient client(server.port());
    client.send(get);
    REQUIRE(wait_until([&] { return server.waiting() == 1; }));
    CHECK(!client.wait_for_end(milliseconds(600))); // several sweeps
    server.answer_all();
    CHECK(client.response().status == 200);
}

TEST_CASE("a client that does not read its answers is closed") {
    TURNOUT_EACH_MODE(lanes)
    http::GateOptions options;
    options.flush_time = milliseconds(200);
    EchoServer server(lanes, options);
    RawClient client(server.port(), "127.0.0.1", 4096);
    const std::string body(512 * 1024, 'b');
    const std::string request =
        "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    while (server.counter("timeouts") == 0 && client.send(request + body, milliseconds(500))) {
    }
    CHECK(wait_until([&] { return server.counter("timeouts") == 1 && server.server().connections() == 0; }));
}

TEST_CASE("unfinished requests cannot take more memory than the limit") {
    unsigned lanes = 0;
    SUBCASE("dispatch") {
        lanes = 0;
    }
    SUBCASE("one lane") {
        lanes = 1;
    }
    http::GateOptions options;
    options.max_held = 1024 * 1024;
    EchoServer server(lanes, options);
    const std::string most = "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 500000\r\n\r\n" + std::string(400000, 'x');
    std::vector<RawClient> clients;
    for (int i = 0; i < 8; ++i) clients.emplace_back(server.port()).send(most);
    REQUIRE(wait_until([&] { return server.counter("refused") > 0; }));
    RawClient small(server.port());
    clients.clear(); // what they held is given back
    REQUIRE(wait_until([&] { return server.server().connections() == 1; }));
    CHECK(is_served(small));
}

TEST_CASE("stalled requests that fill the memory do not keep genuine ones out") {
    http::GateOptions options;
    options.max_held = 1024 * 1024;
    EchoServer server(1, options);
    const auto post = [](std::size_t length) {
        return "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n";
    };
    std::vector<RawClient> stalled;
    for (int i = 0; i < 40; ++i) {
        stalled.emplace_back(server.port()).send(post(500'000) + std::string(120'000, 'x'));
        stalled.emplace_back(server.port()).send(post(100) + "0123456789");
        RawClient genuine(server.port());
        genuine.send(post(4'000));
        genuine.send(std::string(2'000, 'y'));
        REQUIRE(!genuine.wait_for_end(milliseconds(2)));
        genuine.send(std::string(2'000, 'y'));
        CHECK(genuine.response().status == 200);
    }
    CHECK(server.counter("refused") >= 20);
    CHECK(stalled.front().response().status == 503); // the large one that began first
    stalled[1].send(std::string(90, 'x'));           // a small one never pays
    CHECK(stalled[1].response().status == 200);
}

TEST_CASE("requests that wait for their answers count as memory, until they have them") {
    http::GateOptions options;
    options.max_held = 1024 * 1024;
    EchoServer server(1, options, EchoServer::Handling::defer);
    const std::string large =
        "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 500000\r\n\r\n" + std::string(500000, 'x');
    std::vector<RawClient> clients;
    for (int i = 0; i < 2; ++i) clients.emplace_back(server.port()).send(large);
    REQUIRE(wait_until([&] { return server.waiting() > 0; }));
    for (int i = 0; i < 4; ++i) clients.emplace_back(server.port()).send(large);
    REQUIRE(wait_until([&] { return server.counter("refused") >= 3; }));
    CHECK(server.waiting() <= 3);
    RawClient next(server.port());
    next.send(get);
    int status = 0;
    CHECK(wait_until([&] { // the large ones that were let in are answered on the way
        server.answer_all();
        status = next.response(milliseconds(20)).status;
        return status != 0;
    }));
    CHECK(status == 200);
}

TEST_CASE("a limit of connections that is raised while the server runs lets in as many, beyond what was reserved") {
    TURNOUT_EACH_MODE(lanes)
    EchoServer server(lanes, at_most(4));
    auto first = connect(server, 4);
    const std::size_t many = 4 + http::overflow_connections + 50;
    server.server().set(at_most(many));
    std::vector<RawClient> more;
    for (std::size_t i = 4; i < many; ++i) more.emplace_back(server.port());
    REQUIRE(wait_until([&] { return server.server().connections() == many; }));
    CHECK(server.counter("evicted") == 0);
    for (RawClient& client : first) CHECK(is_served(client));
    for (RawClient& client : more) CHECK(is_served(client));
}

TEST_CASE("a limit of connections that is lowered is reached step by step, as newcomers are let in") {
    EchoServer server(1, at_most(8));
    auto clients = connect(server, 8);
    server.server().set(at_most(4));
    REQUIRE(is_served(clients[7]));
    std::vector<RawClient> newcomers;
    for (std::size_t left : {7U, 6U, 5U, 4U, 4U}) {
        CHECK(is_served(newcomers.emplace_back(server.port())));
        CHECK(wait_until([&] { return server.server().connections() == left; }));
        CHECK(is_served(clients[7])); // which is never the one that is longest without a request
    }
}

TEST_CASE("times that are changed while the server runs hold for what begins then") {
    TURNOUT_EACH_MODE(lanes)
    http::GateOptions options;
    options.request_time = std::chrono::hours(1);
    options.idle_time = std::chrono::hours(1);
    EchoServer server(lanes, options);
    RawClient began(server.port());
    began.send("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n");
    REQUIRE(began.response().status == 100); // its time runs
    options.request_time = milliseconds(100);
    server.server().set(options);
    RawClient slow(server.port());
    slow.send("GET ");
    CHECK(slow.response().status == 408);
    options.request_time = std::chrono::hours(1);
    options.idle_time = milliseconds(100);
    server.server().set(options);
    RawClient idle(server.port());
    CHECK(is_served(idle));
    CHECK(idle.ends_silently());
    began.send("a");
    CHECK(began.response().status == 200); // under the time with which it began
}

} // namespace turnout::test
