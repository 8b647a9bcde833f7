// One connection's life: pieces, pauses, half-closes, slow readers, answers that fail.
#include "tests/support/raw_client.hpp"
#include "tests/unit/http/echo_server.hpp"

#include <atomic>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

namespace turnout::test {
namespace {

const std::string get = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";

std::string post(const std::string& target, const std::string& body, const std::string& fields = "") {
    return "POST " + target + " HTTP/1.1\r\nHost: h\r\n" + fields + "Content-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

std::set<std::string> thread_names() {
    std::set<std::string> names;
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
        std::string name;
        std::getline(std::ifstream(task.path() / "comm") >> std::ws, name);
        names.insert(name);
    }
    return names;
}

} // namespace

TEST_CASE("60 pipelined requests are answered in order") {
    TURNOUT_EACH_MODE(lanes)
    EchoServer server(lanes);
    RawClient client(server.port());
    std::string all;
    for (int i = 0; i < 60; ++i) all += "GET /p" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n";
    client.send(all);
    for (int i = 0; i < 60; ++i) CHECK(client.response().body == "GET /p" + std::to_string(i) + " []");
}

TEST_CASE("the largest body and its answer pass, also to a client that reads late, and the next one follows") {
    TURNOUT_EACH_MODE(lanes)
    EchoServer server(lanes);
    RawClient client(server.port(), "127.0.0.1", 16 * 1024);
    const std::string body(512 * 1024, 'b');
    std::thread sender([&] {
        for (int i = 0; i < 4; ++i) client.send(post("/big", body));
        client.send(get);
    });
    REQUIRE(wait_until([&] { return !server.executed().empty(); }));
    for (int i = 0; i < 4; ++i) CHECK(client.response().body == "POST /big [" + body + "]");
    CHECK(client.response().body == "GET /x []");
    sender.join();
}

TEST_CASE("a half-close after a request is answered, one within a request ends it unexecuted") {
    TURNOUT_EACH_MODE(lanes)
    EchoServer server(lanes);
    RawClient whole(server.port());
    whole.send(get);
    whole.shut_write();
    CHECK(whole.response().status == 200);
    CHECK(whole.ends_silently());
    RawClient cut(server.port());
    cut.send("POST /cut HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc");
    cut.shut_write();
    CHECK(cut.ends_silently());
    CHECK(server.executed() == std::vector<std::string>{"GET /x []"});
}

TEST_CASE("Expect: 100-continue is told to go on, then answered") {
    TURNOUT_EACH_MODE(lanes)
    EchoServer server(lanes);
    RawClient client(server.port());
    const std::string request = post("/x", "hi", "Expect: 100-continue\r\n");
    client.send(request.substr(0, request.size() - 2));
    CHECK(client.response().status == 100);
    client.send("hi");
    CHECK(client.response().body == "POST /x [hi]");
}

TEST_CASE("a handler that answers nothing is a 500, and the server goes on") {
    TURNOUT_EACH_MODE(lanes)
    EchoServer server(lanes, {}, EchoServer::Handling::silent);
    for (int i = 0; i < 3; ++i) {
        RawClient client(server.port());
        client.send(get + get);
        CHECK(client.response().status == 500);
        CHECK(client.ends_silently());
    }
    CHECK(server.executed().size() == 3);
}

TEST_CASE("an exception out of a handler is a 500, its lane is taken up again with all its connections") {
    TURNOUT_EACH_MODE(lanes)
    EchoServer server(lanes, {}, EchoServer::Handling::failing);
    std::vector<RawClient> clients;
    for (int i = 0; i < 10; ++i) clients.emplace_back(server.port());
    for (RawClient& client : clients) {
        client.send(get);
        CHECK(client.response().status == 500);
        CHECK(client.ends_silently());
    }
    CHECK(server.executed().size() == clients.size());
}

TEST_CASE("deferred answers reach their clients, whoever sends them, and the connections stay") {
    TURNOUT_EACH_MODE(lanes)
    EchoServer server(lanes, {}, EchoServer::Handling::defer);
    std::vector<RawClient> clients;
    for (int i = 0; i < 40; ++i) clients.emplace_back(server.port());
    for (int round = 0; round < 4; ++round) {
        for (RawClient& client : clients) client.send(get + (round == 3 ? get : ""));
        REQUIRE(wait_until([&] { return server.waiting() == clients.size(); }));
        round % 2 == 0 ? server.answer_all() : server.deliver_all();
        for (RawClient& client : clients) CHECK(client.response().body == "delivered");
    }
    REQUIRE(wait_until([&] { return server.waiting() == clients.size(); })); // the pipelined ones of the last round
    server.drop_all();
    for (RawClient& client : clients) CHECK(client.response().status == 503);
}

TEST_CASE("clients that come, break off and go in any way leave a server that serves") {
    TURNOUT_EACH_MODE(lanes)
    EchoServer server(lanes);
    std::atomic<int> answered{0};
    const auto churn = [&](int seed) {
        for (int i = 0; i < 80; ++i) {
            RawClient client(server.port());
            switch ((i + seed) % 5) {
            case 0:
                client.send("POST /c HTTP/1.1\r\nHos");
                client.reset();
                break;
            case 1:
                client.send(get);
                client.reset();
                break;
            case 2:
                client.send(post("/c", "hi").substr(0, 60));
                client.close();
                break;
            default:
                client.send((i + seed) % 5 == 3 ? get : "GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
                if (client.response().status == 200) ++answered;
            }
        }
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i) threads.emplace_back(churn, i);
    for (std::thread& each : threads) each.join();
    CHECK(answered == 6 * 32);
    CHECK(ask(server.port(), "GET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").starts_with("HTTP/1.1 200"));
    CHECK(wait_until([&] { return server.server().connections() == 0; }));
}

TEST_CASE("* listens for IPv6 and IPv4 on one socket") {
    EchoServer server(1, {}, EchoServer::Handling::answer, "*");
    RawClient v4(server.port());
    v4.send(get);
    CHECK(v4.response().status == 200);
    if (std::filesystem::exists("/proc/net/if_inet6") && server.server().address().starts_with("[")) {
        RawClient v6(server.port(), "::1");
        v6.send(get);
        CHECK(v6.response().status == 200);
    }
}

TEST_CASE("threads are named, and idle connections cost none") {
    unsigned lanes = 0;
    std::set<std::string> expected;
    SUBCASE("dispatch") {
        expected = {"echo-loop", "echo-worker"};
    }
    SUBCASE("two lanes") {
        lanes = 2;
        expected = {"echo-loop", "echo-lane-0", "echo-lane-1"};
    }
    EchoServer server(lanes);
    std::vector<RawClient> idle;
    for (int i = 0; i < 100; ++i) {
        idle.emplace_back(server.port()).send(get);
        REQUIRE(idle.back().response().status == 200);
    }
    CHECK(server.server().connections() == 100);
    const std::set<std::string> names = thread_names();
    for (const std::string& each : expected) CHECK_MESSAGE(names.contains(each), each);
}

} // namespace turnout::test
