// Plugins that do not come back from one of their calls: they are left behind, the others go on.
#include "core/plugin/library.hpp"
#include "tests/support/wait.hpp"
#include "tests/unit/plugin/fixture/plugin_host.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using turnout::test::Event;
using turnout::test::PluginHost;
using turnout::test::wait_until;

namespace {

constexpr auto start_timeout = 300ms;

/// A host with a plugin that works, and with "odd", which hangs until let_go().
class HangingHost : public PluginHost {
public:
    HangingHost() : PluginHost({}, start_timeout) { REQUIRE(load_member("healthy", "healthy") == ""); }

    std::string load_member(const std::string& member, const std::string& name) {
        return load(fs::path{TURNOUT_ZOO} / (member + ".so"), name, {{"gate", gate().string()}});
    }

    fs::path gate() const { return directory() / "gate"; }

    /// The call that hangs returns, so that no thread outlives the test.
    void let_go(const std::string& call) {
        directory().write("gate", "open");
        CHECK(wait_until([&] { return logged("warning plugin odd: " + call + ", which was given up, has returned"); }));
    }

    bool logged(const std::string& text) const { return log().find(text) != std::string::npos; }

    bool works(const std::string& name) {
        return handle(name, Event::of("channel.follow", "2", "{}")).verdict == TURNOUT_OK;
    }

    /// Whether the code of "odd" is still loaded.
    bool mapped() const {
        for (const auto& entry : fs::recursive_directory_iterator{cache_directory()})
            if (entry.path().filename().string().starts_with("odd-")) return turnout::plugins::is_mapped(entry.path());
        return false;
    }
};

} // namespace

TEST_CASE("a plugin that hangs in create() or start() has failed, and the next one starts") {
    for (const std::string which : {"create", "start"}) {
        CAPTURE(which);
        HangingHost host;
        const auto said = host.load_member(which + "_hangs", "odd");
        CHECK_MESSAGE(said.find("it hangs in " + which +
                                "(): not back within 300 ms; mend it, or raise "
                                "plugins.start_timeout") != std::string::npos,
                      said);
        CHECK(host.logged("error plugin odd does not run: " + said));
        CHECK(host.set().find("odd") == nullptr);
        const auto zombies = host.set().zombies().of("odd");
        REQUIRE(zombies.size() == 1);
        CHECK(zombies[0].generation == 0);
        CHECK(host.set().failures().of("odd") == said);
        CHECK(host.set().failures().of("healthy").empty());
        CHECK(zombies[0].cause == "it hangs in " + which + "(): not back within 300 ms");
        REQUIRE(host.load_member("healthy", "next") == "");
        CHECK(host.works("healthy"));
        CHECK(host.works("next"));
        CHECK(host.set().stop() == std::vector<std::string>{"odd"});
        CHECK(host.logged("[healthy] destroy"));
        CHECK(host.logged("[next] destroy"));
        CHECK(host.mapped());
        host.let_go(which + "()");
        CHECK(host.mapped());
        for (const auto* call : {"start", "stop", "destroy"}) CHECK_FALSE(host.logged(std::string{"[odd] "} + call));
    }
}

TEST_CASE("that a plugin starts is told before it can hang") {
    HangingHost host;
    CHECK(host.logged("debug plugin healthy: starting\n"));
}

TEST_CASE("a plugin that hangs in stop() is left behind, the others are stopped and destroyed") {
    HangingHost host;
    REQUIRE(host.load_member("stop_hangs", "odd") == "");
    REQUIRE(host.load_member("healthy", "next") == "");
    host.set().halt(0ms);
    CHECK(host.logged("error plugin odd hangs in stop(): not back within 1000 ms; it is left behind"));
    CHECK(host.logged("[healthy] stop"));
    CHECK(host.logged("[next] stop"));
    CHECK(host.set().stop() == std::vector<std::string>{"odd"});
    CHECK(host.logged("[healthy] destroy"));
    CHECK(host.logged("[next] destroy"));
    host.let_go("stop()");
    CHECK_FALSE(host.logged("[odd] destroy"));
    CHECK(host.mapped());
}

TEST_CASE("so is one that hangs in destroy()") {
    HangingHost host;
    REQUIRE(host.load_member("destroy_hangs", "odd") == "");
    REQUIRE(host.load_member("healthy", "next") == "");
    CHECK(host.set().stop(0ms) == std::vector<std::string>{"odd"});
    CHECK(host.logged("error plugin odd hangs in destroy(): not back within 1000 ms"));
    CHECK(host.logged("[odd] stop"));
    CHECK(host.logged("[healthy] destroy"));
    host.let_go("destroy()");
    CHECK(host.mapped());
}

TEST_CASE("one that hangs in stop() when another takes its place is a zombie") {
    HangingHost host;
    REQUIRE(host.load_member("stop_hangs", "odd") == "");
    for (const auto& one : host.set().exchange({}, {"odd"})) host.set().retire(one, 0ms);
    const auto zombies = host.set().zombies().of("odd");
    REQUIRE(zombies.size() == 1);
    CHECK(zombies[0].generation == 1);
    CHECK(zombies[0].cause == "it hangs in stop()");
    CHECK(host.set().stop() == std::vector<std::string>{"odd"});
    host.let_go("stop()");
    CHECK(host.mapped());
}

TEST_CASE("a plugin that hangs in the system's loader is the only one that is blamed") {
    for (const std::string which : {"loading", "unloading"}) {
        CAPTURE(which);
        HangingHost host;
        REQUIRE(::setenv("TURNOUT_ZOO_GATE", host.gate().c_str(), 1) == 0);
        const auto said = host.load_member(which + "_hangs", "odd");
        CHECK_MESSAGE(said.find("it hangs in its " + which) != std::string::npos, said);
        if (which == "unloading") CHECK_MESSAGE(said.find("no such database") != std::string::npos, said);
        CHECK(host.load_member("healthy", "next").find("while plugin odd hangs in the system's loader") !=
              std::string::npos);
        CHECK(host.works("healthy"));
        CHECK(host.set().stop() == std::vector<std::string>{"odd"});
        CHECK(host.logged("[healthy] destroy"));
        CHECK(host.logged("plugin healthy: its library stays loaded: plugin odd hangs in the system's loader"));
        CHECK_FALSE(host.logged("plugin healthy hangs"));
        host.let_go("its " + which);
        REQUIRE(host.load_member("healthy", "later") == ""); // the loader is free again
        CHECK(host.set().stop() == std::vector<std::string>{"odd"});
        CHECK(::unsetenv("TURNOUT_ZOO_GATE") == 0);
    }
}
