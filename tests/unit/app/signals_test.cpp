#include "core/app/signals.hpp"

#include "tests/support/wait.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <csignal>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace std::chrono_literals;
using turnout::app::Signals;

TEST_CASE("wait() returns the signal that asked for the end") {
    for (const int number : {SIGTERM, SIGINT}) {
        Signals signals;
        CHECK_FALSE(signals.wait(0ns).has_value());
        kill(getpid(), number);
        CHECK(signals.wait(turnout::test::patience) == number);
        CHECK(signals.wait(0ns) == number); // it stays asked
    }
}

TEST_CASE("the same request twice at once is one, a later one ends the process") {
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        Signals signals;
        kill(getpid(), SIGTERM);
        kill(getpid(), SIGINT); // at once: no second request
        const auto first = signals.wait(turnout::test::patience);
        if (first != SIGTERM && first != SIGINT) _exit(1);
        const auto end = std::chrono::steady_clock::now() + turnout::test::patience;
        while (std::chrono::steady_clock::now() < end) {
            kill(getpid(), SIGTERM);
            usleep(50'000);
        }
        _exit(2);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 128 + SIGTERM);
}

TEST_CASE("SIGHUP is told and ends nothing") {
    std::atomic<int> told{0};
    Signals signals;
    signals.when_hung_up([&] { ++told; });
    kill(getpid(), SIGHUP);
    CHECK(turnout::test::wait_until([&] { return told == 1; }));
    CHECK_FALSE(signals.wait(0ns).has_value());
}

TEST_CASE("writing to a closed socket is an error, not a death") {
    Signals signals;
    int ends[2];
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    close(ends[0]);
    CHECK(write(ends[1], "x", 1) == -1);
    CHECK(errno == EPIPE);
    close(ends[1]);
}
