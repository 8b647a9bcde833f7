// What happens when memory is short: each allocation of the loop fails once, at every place where it can.
#include "core/http/gate/gate.hpp"
#include "tests/support/raw_client.hpp"

#include <cstdlib>
#include <doctest/doctest.h>
#include <new>

namespace {

constexpr long never = -1;
thread_local long allocations_left = never; // of this thread, until one fails

bool fails() {
    return allocations_left != never && allocations_left-- == 0;
}

void* allocate(std::size_t size) {
    if (fails()) throw std::bad_alloc();
    if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory; // NOLINT(*-no-malloc): this is operator new
    throw std::bad_alloc();
}

} // namespace

// Of this test program only, which is why it is one of its own.
void* operator new(std::size_t size) {
    return allocate(size);
}

void* operator new[](std::size_t size) {
    return allocate(size);
}

void operator delete(void* memory) noexcept {
    std::free(memory);
} // NOLINT(*-no-malloc)

void operator delete[](void* memory) noexcept {
    std::free(memory);
} // NOLINT(*-no-malloc)

void operator delete(void* memory, std::size_t /*size*/) noexcept {
    std::free(memory);
} // NOLINT(*-no-malloc)

void operator delete[](void* memory, std::size_t /*size*/) noexcept {
    std::free(memory);
} // NOLINT(*-no-malloc)

namespace turnout::test {
namespace {

using std::chrono::milliseconds;

/// A gate whose loop is run by the test's own thread.
struct Loop {
    Loop() {
        const auto listener = std::make_shared<http::Listener>(config::Address{"127.0.0.1", 0});
        listener->listen();
        port = listener->local().port();
        gate = std::make_shared<http::Gate>(http::GateOptions{}, listener, nullptr);
    }

    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    /// Runs until nothing happens any more; true if a request was answered.
    bool run(const http::Answer& answer) {
        bool answered = false;
        for (int quiet = 0; quiet < 3;) {
            if (!gate->wait(milliseconds(2))) {
                ++quiet;
                continue;
            }
            gate->take().answer(answer);
            answered = true;
        }
        return answered;
    }

    std::uint16_t port = 0;
    std::shared_ptr<http::Gate> gate;
};

const http::Answer small(200, "fine");
const std::string large_text(3'000'000, 'x'); // more than a socket takes at once: the rest must be kept
const http::Answer large(200, large_text);

/// Sends `request`, lets allocation `n` of the loop fail, and checks that the next client is served. True if it failed.
bool survives(const std::string& request, const http::Answer& answer, long n) {
    Loop loop;
    RawClient client(loop.port);
    client.send(request.substr(0, request.size() / 2));
    allocations_left = n;
    loop.run(answer);
    const bool failed_early = allocations_left == never;
    allocations_left = never;
    client.send(request.substr(request.size() / 2));
    if (!failed_early) allocations_left = n;
    loop.run(answer);
    const bool failed = failed_early || allocations_left == never;
    allocations_left = never;
    RawClient next(loop.port);
    next.send("GET /x HTTP/1.1\r\nHost: h\r\n\r\n");
    CHECK(loop.run(small));
    CHECK(next.response().status == 200);
    return failed;
}

} // namespace

TEST_CASE("wherever an allocation of the loop fails, the loop goes on and the next client is served") {
    const std::string body(40'000, 'b');
    const std::string chunks = "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n9c40\r\n" + body +
                               "\r\n0\r\n\r\nGET /y HTTP/1.1\r\nHost: h\r\n\r\n";
    const std::string refused = "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n";
    const std::string plain = "GET /x HTTP/1.1\r\nHost: h\r\nTwitch-Eventsub-Message-Id: a\r\n\r\n";
    int places = 0;
    for (const auto& [request, answer] : {std::pair{&chunks, &small}, {&refused, &small}, {&plain, &large}})
        for (long n = 0; n < 60; ++n) places += survives(*request, *answer, n) ? 1 : 0;
    MESSAGE("allocations that failed: ", places);
    CHECK(places >= 15);
}

TEST_CASE("an answer that cannot be kept ends its connection, so that nobody takes half of it for the whole") {
    Loop loop;
    RawClient client(loop.port, "127.0.0.1", 4096);
    client.send("GET /x HTTP/1.1\r\nHost: h\r\n\r\n");
    REQUIRE(wait_until([&] { return loop.gate->wait(milliseconds(2)); }));
    http::Exchange exchange = loop.gate->take();
    allocations_left = 0;
    exchange.answer(large);
    allocations_left = never;
    loop.run(small);
    CHECK(loop.gate->connections() == 0);
    CHECK(client.response().status == 0);
    CHECK(client.ended() != End::open);
}

} // namespace turnout::test
