// The hand-over of connections between loops and those who answer (core/http/gate/connection.hpp), from all sides at
// once. Under ThreadSanitizer this is what shows a broken argument.
#include "tests/support/raw_client.hpp"
#include "tests/unit/http/echo_server.hpp"

#include <atomic>
#include <doctest/doctest.h>
#include <random>
#include <thread>

namespace turnout::test {
namespace {

/// Sends `count` requests with a depth that changes, cut at odd places, so that edges fall before, in and after the
/// hand-over; true if each was answered.
bool converse(std::uint16_t port, unsigned seed, int count) {
    std::minstd_rand random(seed);
    RawClient client(port);
    int sent = 0, received = 0;
    while (received < count) {
        const int depth = std::min<int>(count - sent, 1 + static_cast<int>(random() % 4));
        std::string bytes;
        for (int i = 0; i < depth; ++i) bytes += "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";
        const std::size_t cut = random() % (bytes.size() + 1);
        if (!client.send(bytes.substr(0, cut))) return false;
        if (random() % 4 == 0) std::this_thread::yield();
        if (!client.send(bytes.substr(cut))) return false;
        sent += depth;
        for (const int until = random() % 3 == 0 && sent < count ? sent - 1 : sent; received < until; ++received)
            if (client.response().status != 200) return false;
    }
    return client.send("GET /bye HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n") && client.response().status == 200;
}

} // namespace

TEST_CASE("no request is lost or answered twice while connections change hands") {
    TURNOUT_EACH_MODE(lanes)
    constexpr int clients = 12, requests = 150;
    EchoServer server(lanes, {}, EchoServer::Handling::defer);
    std::atomic<bool> done{false};
    std::thread one_by_one([&] {
        while (!done) server.answer_all();
    });
    std::thread in_groups([&] {
        while (!done) server.deliver_all();
    });
    std::atomic<int> content{0};
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < clients; ++i)
        threads.emplace_back([&, i] { content += converse(server.port(), i + 1, requests) ? 1 : 0; });
    for (std::thread& each : threads) each.join();
    done = true;
    one_by_one.join();
    in_groups.join();
    CHECK(content == clients);
    CHECK(server.executed().size() == clients * (requests + 1));
    CHECK(server.counter("requests") == clients * (requests + 1));
}

} // namespace turnout::test
