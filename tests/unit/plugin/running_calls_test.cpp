// What threads are doing in plugins, as another thread and a signal handler see it.
#include "core/plugin/running_calls.hpp"

#include "tests/support/wait.hpp"

#include <doctest/doctest.h>

#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

using turnout::plugins::RunningCalls;

namespace {

std::vector<RunningCalls::Call> all_of(const RunningCalls& calls) {
    std::vector<RunningCalls::Call> found;
    RunningCalls::Call call;
    for (std::size_t index = 0; index < RunningCalls::slots; ++index)
        if (calls.read(index, call)) found.push_back(call);
    return found;
}

RunningCalls::Subject handling(std::string_view text) {
    return {text, "handle()", text, text, text, text};
}

} // namespace

TEST_CASE("a call is there with all that is known of it while its scope lives, and with the thread that made it") {
    RunningCalls calls;
    CHECK(all_of(calls).empty());
    pid_t thread = 0;
    std::thread{[&] {
        thread = ::gettid();
        ::pthread_setname_np(::pthread_self(), "worker-7");
        const RunningCalls::Scope scope{
            &calls, {"greeter", "handle()", "everything", "everything/17/0", "a1b2c3", "channel.follow"}};
        CHECK(scope.recorded());
        const auto found = all_of(calls);
        REQUIRE(found.size() == 1);
        const auto& call = found.front();
        CHECK(call.whole);
        CHECK(call.thread == thread);
        CHECK(call.thread_name.view() == "worker-7");
        CHECK(call.plugin.view() == "greeter");
        CHECK(call.call.view() == "handle()");
        CHECK(call.route.view() == "everything");
        CHECK(call.delivery.view() == "everything/17/0");
        CHECK(call.message.view() == "a1b2c3");
        CHECK(call.type.view() == "channel.follow");
    }}.join();
    CHECK(thread != ::gettid());
    CHECK(all_of(calls).empty());
}

TEST_CASE("a call leaves nothing of itself to the next one in its slot, and text that is too long is cut") {
    RunningCalls calls;
    { const RunningCalls::Scope longer{&calls, handling("a text of more than one word of memory")}; }
    {
        const RunningCalls::Scope shorter{&calls, {"short", "create()", {}, {}, {}, {}}};
        const auto found = all_of(calls);
        REQUIRE(found.size() == 1);
        CHECK(found.front().plugin.view() == "short");
        CHECK(found.front().call.view() == "create()");
        CHECK(found.front().route.view().empty());
        CHECK(found.front().message.view().empty());
    }
    const std::string endless(1000, 'x');
    const RunningCalls::Scope scope{&calls, handling(endless)};
    const auto found = all_of(calls);
    REQUIRE(found.size() == 1);
    CHECK(found.front().plugin.view() == endless.substr(0, 64));
    CHECK(found.front().delivery.view() == endless.substr(0, 128));
    CHECK(found.front().whole);
}

TEST_CASE("without a table, or without a free slot, a call goes on unrecorded") {
    CHECK_FALSE(RunningCalls::Scope{nullptr, handling("a")}.recorded());
    RunningCalls calls;
    std::vector<std::unique_ptr<RunningCalls::Scope>> scopes;
    for (std::size_t count = 0; count < RunningCalls::slots; ++count) {
        scopes.push_back(std::make_unique<RunningCalls::Scope>(&calls, handling(std::to_string(count))));
        CHECK(scopes.back()->recorded());
    }
    CHECK_FALSE(RunningCalls::Scope{&calls, handling("one more")}.recorded());
    CHECK(all_of(calls).size() == RunningCalls::slots);
    scopes.pop_back();
    CHECK(RunningCalls::Scope{&calls, handling("again")}.recorded());
}

TEST_CASE("a reader beside the writers never takes a mixture of two calls for a whole one") {
    constexpr std::size_t writers = 3, reads_wanted = 500;
    RunningCalls calls;
    std::atomic<bool> over{false};
    std::vector<std::thread> threads;
    for (std::size_t writer = 0; writer < writers; ++writer) {
        threads.emplace_back([&, writer] {
            // Texts of one letter each, so that a mixture shows.
            for (std::size_t turn = 0; !over; ++turn) {
                const std::string text(1 + turn % 60, static_cast<char>('a' + writer * 8 + turn % 8));
                const RunningCalls::Scope scope{&calls, handling(text)};
                std::this_thread::yield();
            }
        });
    }
    std::size_t whole = 0;
    const auto look_around = [&] {
        for (const auto& call : all_of(calls)) {
            if (!call.whole) continue;
            ++whole;
            const std::string text{call.plugin.view()};
            REQUIRE_FALSE(text.empty());
            REQUIRE(text == std::string(text.size(), text.front()));
            REQUIRE(call.route.view() == text);
            REQUIRE(call.delivery.view() == text);
            REQUIRE(call.message.view() == text);
            REQUIRE(call.type.view() == text);
        }
    };
    const bool enough = turnout::test::wait_until([&] {
        for (int turn = 0; turn < 100; ++turn) look_around();
        return whole >= reads_wanted;
    });
    over = true;
    for (auto& thread : threads) thread.join();
    CHECK(enough);
    CHECK(all_of(calls).empty());
}

namespace {

/// What a handler found; a handler is handed nothing else.
struct Seen {
    const RunningCalls* calls = nullptr;
    pid_t thread = 0;
    bool found = false;
    RunningCalls::Call call;
};

Seen* seen = nullptr;

void look(int) {
    seen->thread = ::gettid();
    for (std::size_t index = 0; index < RunningCalls::slots && !seen->found; ++index)
        seen->found = seen->calls->read(index, seen->call) && seen->call.thread == seen->thread;
}

} // namespace

TEST_CASE("a signal handler finds the call of the thread that it has interrupted") {
    RunningCalls calls;
    Seen found{&calls, 0, false, {}};
    seen = &found;

    struct sigaction action {
    }, before{};

    action.sa_handler = look;
    REQUIRE(::sigaction(SIGUSR1, &action, &before) == 0);
    std::atomic<bool> ready{false}, over{false};
    std::thread other{[&] {
        const RunningCalls::Scope scope{&calls, handling("the other")};
        ready = true;
        turnout::test::wait_until([&] { return over.load(); });
    }};
    REQUIRE(turnout::test::wait_until([&] { return ready.load(); }));
    std::thread{[&] {
        const RunningCalls::Scope scope{&calls, handling("mine")};
        ::raise(SIGUSR1);
    }}.join();
    over = true;
    other.join();
    REQUIRE(::sigaction(SIGUSR1, &before, nullptr) == 0);
    seen = nullptr;
    CHECK(found.found);
    CHECK(found.thread == found.call.thread);
    CHECK(found.call.whole);
    CHECK(found.call.plugin.view() == "mine");
}
