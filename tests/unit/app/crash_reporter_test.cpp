// Crashes at an awkward moment.
#include "core/app/crash_reporter.hpp"

#include "crashed.hpp"
#include "tests/support/wait.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <thread>
#include <vector>

using namespace turnout::app;
using namespace turnout::test;
using turnout::plugins::RunningCalls;

TEST_CASE("a report of a crash lists what other threads do in plugins" * doctest::skip(!CrashHandler::supported)) {
    const Crashed crashed{[](const std::filesystem::path& report) {
        RunningCalls calls;
        const CrashHandler handler(calls, report);
        std::atomic<bool> ready{false};
        std::thread other{[&] {
            ::pthread_setname_np(::pthread_self(), "worker-2");
            const RunningCalls::Scope scope{&calls, {"archive", "handle()", "all", "all/9/1", "m9", "channel.raid"}};
            ready = true;
            for (;;) ::pause();
        }};
        if (!wait_until([&] { return ready.load(); })) ::_exit(1);
        in_thread(greeting, calls, use_null);
    }};
    CHECK(crashed.signal() == SIGSEGV);
    REQUIRE(crashed.report);
    CHECK(crashed.report->plugin == "greeter");
    REQUIRE(crashed.report->beside.size() == 1);
    CHECK(
        crashed.report->beside.front().ends_with(" worker-2, plugin archive, handle(), delivery all/9/1, message m9"));
}

TEST_CASE("of threads that crash at once one reports" * doctest::skip(!CrashHandler::supported)) {
    const Crashed crashed{[](const std::filesystem::path& report) {
        constexpr int threads = 8;
        RunningCalls calls;
        const CrashHandler handler(calls, report);
        std::atomic<int> ready{0};
        std::vector<std::thread> all;
        for (int index = 0; index < threads; ++index)
            all.emplace_back([&] {
                in_thread(greeting, calls, [&] {
                    ++ready;
                    while (ready != threads) std::this_thread::yield();
                    use_null();
                });
            });
        for (auto& thread : all) thread.join();
    }};
    CHECK(crashed.signal() == SIGSEGV);
    REQUIRE(crashed.report);
    CHECK(crashed.report->whole);
    const auto text = crashed.file();
    CHECK(text.find("signal:") == text.rfind("signal:"));
    CHECK(crashed.report->beside.size() == 7);
}

#if defined(__x86_64__)
TEST_CASE("a crash in the report itself ends the process with the first signal, and what was written stays" *
          doctest::skip(!CrashHandler::supported)) {
    // Nothing from which the callers could be read.
    const auto crashed = crash([] { asm volatile("mov $8, %rsp\n\tmov $8, %rbp\n\tud2"); });
    CHECK(crashed.signal() == SIGILL);
    REQUIRE(crashed.report);
    CHECK_FALSE(crashed.report->whole);
    CHECK(crashed.report->plugin == "greeter");
    CHECK(crashed.report->places.size() == 1);
}
#endif

TEST_CASE("a process whose standard error nobody reads crashes all the same" *
          doctest::skip(!CrashHandler::supported)) {
    int pipe[2];
    REQUIRE(::pipe2(pipe, O_CLOEXEC | O_NONBLOCK) == 0);
    while (::write(pipe[1], "x", 1) == 1) {
    }
    REQUIRE(::fcntl(pipe[1], F_SETFL, 0) == 0); // a write waits from now on
    const Crashed crashed{[](const std::filesystem::path& report) {
                              RunningCalls calls;
                              const CrashHandler handler(calls, report);
                              in_thread(greeting, calls, use_null);
                          },
                          pipe[1]};
    ::close(pipe[0]);
    ::close(pipe[1]);
    CHECK(crashed.signal() == SIGSEGV);
    REQUIRE(crashed.report);
    CHECK(crashed.report->whole);
}

TEST_CASE("what handled a crash before does so after the report, and a child that crashes writes none" *
          doctest::skip(!CrashHandler::supported)) {
    const Crashed chained{[](const std::filesystem::path& report) {
        static_cast<void>(std::signal(SIGSEGV, [](int) { ::_exit(7); }));
        RunningCalls calls;
        const CrashHandler handler(calls, report);
        in_thread(greeting, calls, use_null);
    }};
    CHECK(WIFEXITED(chained.status));
    CHECK(WEXITSTATUS(chained.status) == 7);
    CHECK(chained.report.has_value());
    const Crashed parent{[](const std::filesystem::path& report) {
        const RunningCalls calls;
        const CrashHandler handler(calls, report);
        const pid_t child = ::fork();
        if (child == 0) use_null();
        int status = 0;
        ::waitpid(child, &status, 0);
        if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSEGV || std::filesystem::file_size(report) != 0) ::_exit(1);
    }};
    CHECK(WIFEXITED(parent.status));
    CHECK(WEXITSTATUS(parent.status) == 0);
}
