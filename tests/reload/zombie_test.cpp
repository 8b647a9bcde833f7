// Plugins whose code cannot be unloaded leave a running host.
#include "tests/e2e/zoo_host.hpp"

#include <doctest/doctest.h>

using namespace turnout::test;

namespace {

/// Handles an event, is taken out of the configuration, and stays in memory for that reason; the host goes on.
void check_zombie(const std::string& member, const std::string& cause) {
    CAPTURE(member);
    ZooHost host{member + ".so"};
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.delivers("before"));
    REQUIRE(wait_until([&] {
        return host.turnout({"events", "show", "before"}).output.find("\nroute odd: handled (ok)") != std::string::npos;
    }));
    host.configure(host.without_odd());
    const auto done = host.turnout({"reload"});
    CHECK_MESSAGE(done.status == 0, done.errors);
    CHECK(wait_until([&] { return host.logged("[odd] its library stays loaded: " + cause); }));
    CHECK(host.logged("plugin odd: 1 of at most 3 former ones stay in memory"));
    CHECK(host.delivers("after"));
    CHECK(host.stop() == 0);
}

} // namespace

#if defined(__GNUC__) && !defined(__clang__)
TEST_CASE("zombie: unique symbols") {
    check_zombie("unique_symbols", "it has unique symbols");
}
#endif

TEST_CASE("zombie: marked to stay") {
    check_zombie("nodelete", "it is marked to stay loaded for ever (NODELETE)");
}

TEST_CASE("zombie: a thread_local object") {
    check_zombie("thread_local_object", "a thread that goes on has used a thread_local object of it");
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) // there all threads begin in the program
TEST_CASE("zombie: a thread that was not joined") {
    check_zombie("thread_lingers", "its thread \"zoo-lingers\" (");
}
#endif
