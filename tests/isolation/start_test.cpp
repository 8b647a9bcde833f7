// A plugin in a process of its own that does not even start.
#include "tests/e2e/zoo_host.hpp"

#include <doctest/doctest.h>

using namespace turnout::test;

TEST_CASE("isolation: a process that dies at the start is told in log and status, and the host serves without it") {
    ZooHost host{"start_crashes.so", "plugins.required = archive\nplugin.odd.isolation = process\n"};
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.logged("plugin odd does not run: "));
    const auto status = host.turnout({"status"}).output;
    CHECK_MESSAGE(status.find("plugin      odd does not run: ") != std::string::npos, status);
    CHECK(status.find("start_crashes.so: its process was ended by signal 6 (Aborted)\n") != std::string::npos);
    CHECK(host.turnout({"status", "--json"}).output.find("its process was ended by signal 6 (Aborted)\"") !=
          std::string::npos);
    CHECK(host.delivers("one"));
    CHECK(host.stop() == 0);
}
