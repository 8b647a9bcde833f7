// A plugin of a running host is replaced.
#include "tests/reload/load.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>

using namespace turnout::test;

namespace {

/// TURNOUT_RELOADS=1000 makes the full run of it.
int reloads() {
    const char* text = std::getenv("TURNOUT_RELOADS");
    return text == nullptr ? 30 : std::atoi(text);
}

std::size_t descriptors_of(pid_t pid) {
    const std::filesystem::directory_iterator all("/proc/" + std::to_string(pid) + "/fd");
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

std::size_t mapped_plugins(pid_t pid) {
    std::size_t count = 0;
    for (const auto& line : lines_of("/proc/" + std::to_string(pid) + "/maps"))
        if (line.find("/gen-") != std::string::npos && line.find(" r-xp ") != std::string::npos) ++count;
    return count;
}

} // namespace

TEST_CASE("promise 5: plugins are replaced under load, broken ones change nothing, and no event is lost or doubled") {
    GenerationsHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    Load load{host};
    std::size_t descriptors = 0;
    int current = 1;
    for (int count = 1; count <= reloads(); ++count) {
        CAPTURE(count);
        if (count % 10 == 0) {
            host.put(TURNOUT_GENERATIONS "/generation_fails.so");
            const auto refused = host.reload();
            CHECK(refused.status == 1);
            CHECK(refused.errors.find("fails as it is meant to") != std::string::npos);
            CHECK(refused.errors.find("Nothing was changed.") != std::string::npos);
        } else {
            current = 3 - current;
            host.put(TURNOUT_GENERATIONS "/generation_" + std::to_string(current) + ".so");
            const auto done = host.reload();
            REQUIRE_MESSAGE(done.status == 0, done.errors);
        }
        const auto probe = "probe-" + std::to_string(count);
        CHECK(host.send(probe) == 204);
        REQUIRE_MESSAGE(host.wait_for_note(std::to_string(current) + " " + probe), host.log());
        if (count == 10) descriptors = descriptors_of(host.process().pid());
    }
    const auto accepted = load.stop();
    CHECK(mapped_plugins(host.process().pid()) == 1);
    CHECK(wait_until([&] { return descriptors_of(host.process().pid()) <= descriptors + 2; })); // connections close
    CHECK(host.log().find("stay in memory") == std::string::npos);
    CHECK(host.stop() == 0);
    const auto times = handled(host);
    CHECK(times.size() == accepted + static_cast<std::size_t>(reloads()));
    for (const auto& [id, count] : times)
        if (count != 1) FAIL_CHECK(id << " was handled " << count << " times");
}

TEST_CASE("promise 5: a library that is overwritten in place, truncated or half copied harms nobody") {
    GenerationsHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    const auto file = host.plugins() / "gen.so";
    const auto whole = std::filesystem::file_size(file);
    std::filesystem::resize_file(file, whole / 2);
    CHECK(host.reload().status == 1);
    CHECK(host.send("after-truncation") == 204);
    CHECK(host.wait_for_note("1 after-truncation"));
    std::ofstream(file) << "no library at all";
    CHECK(host.reload().status == 1);
    CHECK(host.send("after-garbage") == 204);
    CHECK(host.wait_for_note("1 after-garbage"));
    std::filesystem::copy_file(TURNOUT_GENERATIONS "/generation_2.so", file,
                               std::filesystem::copy_options::overwrite_existing); // in place
    REQUIRE(wait_until([&] { return host.reload().status == 0; }));
    CHECK(host.send("after-all") == 204);
    CHECK(host.wait_for_note("2 after-all"));
    CHECK(host.stop() == 0);
}

TEST_CASE("reload: what a plugin has deferred is its own until it has stopped, and the next one handles it") {
    constexpr int events = 20;
    GenerationsHost host("route.all.order_by = none\ndelivery.workers = 20\nplugins.drain_timeout = 50ms\n");
    host.put(TURNOUT_GENERATIONS "/keeper.so");
    REQUIRE_MESSAGE(host.start(), host.log());
    for (int count = 0; count < events; ++count) CHECK(host.send("event-" + std::to_string(count)) == 204);
    const std::string all = "turnout_deferred_total{route=\"all\"} " + std::to_string(events) + "\n";
    REQUIRE(wait_until([&] { return host.admin("/metrics").body.find(all) != std::string::npos; }));
    host.put(TURNOUT_GENERATIONS "/generation_2.so");
    const auto done = host.reload();
    CHECK_MESSAGE(done.status == 0, done.errors);
    for (int count = 0; count < events; ++count) {
        CHECK(host.noted("kept event-" + std::to_string(count)));
        CHECK(host.wait_for_note("2 event-" + std::to_string(count)));
    }
    CHECK(host.log().find("answered what is another one's") == std::string::npos);
    CHECK(host.stop() == 0);
}

TEST_CASE("reload: a plugin that is dropped into the directory is loaded, one that is taken out is retired") {
    GenerationsHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    std::filesystem::copy_file(TURNOUT_GENERATIONS "/generation_2.so", host.plugins() / "other.so");
    host.configure(host.properties() + "plugin.other.library = other.so\nplugin.other.path = " + host.notes().string() +
                   "\nroute.two.plugin = other\n");
    REQUIRE(wait_until([&] { return host.log().find("plugin other: added") != std::string::npos; }));
    CHECK(host.send("both") == 204);
    CHECK(host.wait_for_note("1 both"));
    CHECK(host.wait_for_note("2 both"));
    host.configure(host.properties());
    REQUIRE(wait_until([&] { return host.log().find("plugin other: removed") != std::string::npos; }));
    CHECK(host.send("one") == 204);
    CHECK(host.wait_for_note("1 one"));
    CHECK_FALSE(host.noted("2 one"));
    CHECK(host.log().find("route two is no longer configured") != std::string::npos);
    CHECK(host.stop() == 0);
}

TEST_CASE("promise 5: a plugin that hangs in create is given up, the old one goes on") {
    GenerationsHost host("plugins.start_timeout = 500ms\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    host.put(TURNOUT_GENERATIONS "/generation_hangs.so");
    const auto refused = host.reload();
    CHECK(refused.status == 1);
    CHECK(refused.errors.find("hangs in create()") != std::string::npos);
    CHECK(host.send("still") == 204);
    CHECK(host.wait_for_note("1 still"));
    host.stop();
}
