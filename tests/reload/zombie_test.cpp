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
    const auto status = host.turnout({"status"}).output;
    CHECK_MESSAGE(status.find("zombies     plugin odd: 1 of at most 3 former ones stay in memory\n") !=
                      std::string::npos,
                  status);
    CHECK(status.find("/" + member + ".so, generation 1, since ") != std::string::npos);
    CHECK(status.find(": " + cause) != std::string::npos);
    CHECK(host.turnout({"status", "--json"}).output.find("\"max_zombies\": 3") != std::string::npos);
    CHECK(host.admin("/metrics").body.find("\nturnout_plugin_zombies{plugin=\"odd\"} 1\n") != std::string::npos);
    CHECK(host.admin("/metrics").body.find("\nturnout_plugin_zombies{plugin=\"archive\"} 0\n") != std::string::npos);
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

TEST_CASE("zombie: after max_zombies the refusal says cause and advice, and a process of its own is the way out") {
    ZooHost host{"nodelete.so", "plugins.required = archive\nplugins.max_zombies = 1\n"};
    const auto with_odd = host.without_odd() + "plugin.odd.library = nodelete.so\nroute.odd.plugin = odd\n"
                                               "route.odd.type = channel.follow\nroute.odd.version = 2\n";
    REQUIRE_MESSAGE(host.start(), host.log());
    host.configure(host.without_odd());
    REQUIRE(host.turnout({"reload"}).status == 0);
    host.configure(with_odd);
    const auto refused = host.turnout({"reload"});
    CHECK(refused.status == 1);
    CHECK_MESSAGE(refused.errors.find("it cannot be loaded anew: the code of 1 former one stays in memory "
                                      "(plugins.max_zombies = 1), the last one because it is marked to stay loaded for "
                                      "ever (NODELETE); mend that") != std::string::npos,
                  refused.errors);
    CHECK(refused.errors.find("plugin.odd.isolation = process") != std::string::npos);
    host.configure(with_odd + "plugin.odd.isolation = process\n");
    const auto done = host.turnout({"reload"});
    CHECK_MESSAGE(done.status == 0, done.errors);
    CHECK(host.delivers("after"));
    CHECK(wait_until([&] {
        return host.turnout({"events", "show", "after"}).output.find("\nroute odd: handled (ok)") != std::string::npos;
    }));
    CHECK(host.stop() == 0);
}

TEST_CASE("zombie: a thread_local object") {
    check_zombie("thread_local_object", "a thread that goes on has used a thread_local object of it");
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) // there all threads begin in the program
TEST_CASE("zombie: a thread that was not joined") {
    check_zombie("thread_lingers", "its thread \"zoo-lingers\" (");
}
#endif
