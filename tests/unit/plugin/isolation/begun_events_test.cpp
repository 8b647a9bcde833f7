#include "core/plugin/isolation/begun_events.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>

using namespace turnout::plugins;
using namespace turnout::plugins::isolation;

TEST_CASE("begun events: what one process begins with, the other one sees, also when it has returned") {
    const BegunEvents host;
    BegunEvents runner{Descriptor{::fcntl(host.memory().get(), F_DUPFD_CLOEXEC, 0)}};
    CHECK_FALSE(host.holds(7));
    const auto before = std::chrono::steady_clock::now();
    runner.begin(3, 7);
    CHECK(host.holds(7));
    CHECK(host.running(3).token == 7);
    CHECK(host.running(3).since >= before);
    CHECK(host.running(2).token == 0);
    runner.end(3);
    CHECK(host.running(3).token == 0);
    CHECK(host.holds(7));
    for (std::uint64_t token = 100; token < 100 + BegunEvents::remembered; ++token) runner.begin(3, token);
    CHECK_FALSE(host.holds(7));
    CHECK(host.holds(100));
}

TEST_CASE("begun events: nobody can make the memory smaller") {
    const BegunEvents host;
    CHECK(::ftruncate(host.memory().get(), 0) != 0);
    CHECK(::fcntl(host.memory().get(), F_ADD_SEALS, 0) != 0);
}
