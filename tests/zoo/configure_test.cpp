// What plugins say to new settings, and what they are left with.
#include "core/plugin/error.hpp"
#include "tests/support/wait.hpp"
#include "tests/unit/plugin/fixture/plugin_host.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using turnout::plugins::Configured;
using turnout::test::Event;
using turnout::test::PluginHost;
using turnout::test::wait_until;

namespace {

/// A host with "odd", whose setting `gate` changes.
class ConfiguringHost : public PluginHost {
public:
    explicit ConfiguringHost(const std::string& member) : PluginHost({}, 300ms) {
        REQUIRE(load(fs::path{TURNOUT_ZOO} / (member + ".so"), "odd", {{"gate", "old"}}) == "");
    }

    Configured configure(const Settings& settings) {
        return set().configure(set().find("odd"), turnout::config::Plugin{"odd", "odd.so", settings});
    }

    bool logged(const std::string& text) const { return log().find(text) != std::string::npos; }

    bool works() { return handle("odd", Event::of("channel.follow", "2", "{}")).verdict == TURNOUT_OK; }
};

} // namespace

TEST_CASE("configure: applied, the new settings are there from then on") {
    ConfiguringHost host{"configures"};
    CHECK(host.set().find("odd")->can_configure());
    CHECK(host.configure({{"gate", "new"}}).answer == Configured::Answer::applied);
    CHECK(host.logged("[odd] configure, new\n"));
    CHECK(host.works());
    CHECK(host.set().find("odd")->generation() == 1);
    CHECK(host.set().stop().empty());
    CHECK(host.logged("[odd] stop, new\n"));
}

TEST_CASE("configure: refused in whatever way, the old settings stay and it goes on") {
    const auto check = [](const std::string& member, const std::string& reason) {
        CAPTURE(member);
        ConfiguringHost host{member};
        const auto said = host.configure({{"gate", "new"}});
        CHECK(said.answer == Configured::Answer::refused);
        CHECK(said.reason == reason);
        CHECK(host.works());
        CHECK(host.set().stop().empty());
        CHECK(host.logged("[odd] stop, old\n"));
    };
    check("configure_fails", "no such gate");
    check("configure_says_nothing", "it gave no reason");
    check("configure_throws", "configure let an exception out: thrown by configure");
    check("configure_unknown", "configure gave the unknown answer 77");
}

TEST_CASE("configure: a plugin may ask for a new instance instead") {
    ConfiguringHost host{"configure_wants_another"};
    CHECK(host.configure({{"gate", "new"}}).answer == Configured::Answer::needs_new_instance);
    CHECK(host.works());
    CHECK(host.set().stop().empty());
    CHECK(host.logged("[odd] stop, old\n"));
}

TEST_CASE("configure: settings with which no fresh one would start never reach the plugin") {
    ConfiguringHost host{"configures"};
    CHECK_THROWS_AS(host.configure({{"gaet", "new"}}), turnout::plugins::PluginError);
    CHECK_THROWS_AS(host.configure({{"gate", ""}}), turnout::plugins::PluginError);
    CHECK_FALSE(host.logged("[odd] configure"));
    CHECK(host.set().stop().empty());
    CHECK(host.logged("[odd] stop, old\n"));
}

TEST_CASE("configure: a plugin without it cannot be asked, nor one in a process of its own") {
    ConfiguringHost host{"healthy"};
    CHECK_FALSE(host.set().find("odd")->can_configure());
    host.isolate();
    REQUIRE(host.load(fs::path{TURNOUT_ZOO} / "configures.so", "apart", {{"gate", "old"}}) == "");
    CHECK_FALSE(host.set().find("apart")->can_configure());
    CHECK(host.set().stop().empty());
}

TEST_CASE("configure: a plugin that hangs in it is given up, nothing of it is called any more") {
    ConfiguringHost host{"configure_hangs"};
    const auto gate = host.directory() / "gate";
    REQUIRE(host.load(fs::path{TURNOUT_ZOO} / "configure_hangs.so", "stuck", {{"gate", gate.string()}}) == "");
    const auto stuck = host.set().find("stuck");
    const auto said = host.set().configure(stuck, {"stuck", "configure_hangs.so", {{"gate", gate.string()}}});
    CHECK(said.answer == Configured::Answer::hangs);
    CHECK(said.reason == "it hangs in configure(): not back within 300 ms");
    CHECK(host.logged("error plugin stuck: it hangs in configure(): not back within 300 ms; it is left behind"));
    CHECK(stuck->given_up());
    CHECK(host.set().zombies().of("stuck").empty()); // nothing has taken its place yet
    CHECK_FALSE(stuck->can_configure());
    const auto answer = host.handle("stuck", Event::of("channel.follow", "2", "{}"));
    CHECK(answer.verdict == TURNOUT_RETRY);
    CHECK(answer.reason == "the plugin hangs in another call");
    CHECK(host.works()); // the other one
    const auto left = host.set().exchange({}, {"stuck"});
    REQUIRE(left.size() == 1);
    CHECK_FALSE(host.set().retire(left[0], 1s));
    REQUIRE(host.set().zombies().of("stuck").size() == 1);
    CHECK(host.set().zombies().of("stuck")[0].cause == "it hangs in configure()");
    host.set().halt(0ms);
    CHECK(host.set().stop() == std::vector<std::string>{"stuck"});
    host.directory().write("gate", "open");
    CHECK(wait_until([&] { return host.logged("plugin stuck: configure(), which was given up, has returned"); }));
    CHECK_FALSE(host.logged("[stuck] stop"));
    CHECK(host.logged("[odd] stop"));
}
