// The example of metrics in a host that has them; all examples in one that has nothing.
#include "tests/unit/plugin/fixture/plugin_host.hpp"
#include "tests/unit/plugin/fixture/recording_metrics.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

namespace fs = std::filesystem;
using namespace turnout::test;

namespace {

Event sample(const std::string& name) {
    std::ifstream file{fs::path{TURNOUT_SAMPLES} / (name + ".json")};
    return Event{std::string{std::istreambuf_iterator<char>{file}, {}}};
}

} // namespace

TEST_CASE("metrics: the example counts, and goes on counting after it was loaded anew") {
    RecordingMetrics metrics;
    for (int load = 1; load <= 2; ++load) {
        PluginHost host{{&metrics}};
        REQUIRE(host.load(fs::path{TURNOUT_EXAMPLES} / "counter.so", "counting") == "");
        CHECK(host.handle("counting", sample("channel.follow.v2")).verdict == TURNOUT_OK);
        CHECK(host.handle("counting", sample("channel.chat.message.v1")).verdict == TURNOUT_OK);
        CHECK(metrics.value("counting follows_total") == load);
        CHECK(host.set().stop().empty());
    }
    CHECK(metrics.value("counting last_follow_seconds") > 1.5e9);
    CHECK(metrics.value("counting chat_message_bytes") > 0);
    CHECK(metrics.misuses() == 0);
}

TEST_CASE("a plugin that needs an extension is refused by a host that has none, and is told why") {
    const std::pair<const char*, const char*> needs[] = {
        {"counter", "metrics"}, {"timer", "timer"}, {"state", "state"}, {"emit", "emit"}};
    for (const auto& [example, extension] : needs) {
        PluginHost host;
        const auto said = host.load(fs::path{TURNOUT_EXAMPLES} / (std::string{example} + ".so"), "example");
        CHECK_MESSAGE(said.ends_with("this host has no turnout." + std::string{extension} +
                                     "/1: run the plugin on a newer Turnout"),
                      said);
    }
}
