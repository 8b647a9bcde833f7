#include "core/plugin/plugin_set.hpp"

#include "core/plugin/library.hpp"
#include "tests/support/wait.hpp"
#include "tests/unit/plugin/fixture/plugin_host.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <thread>

namespace fs = std::filesystem;
using turnout::config::Plugin;
using turnout::test::Event;
using turnout::test::PluginHost;
using turnout::test::shipped;
using turnout::test::wait_until;

namespace {

const fs::path slow = fs::path{TURNOUT_UNIT_PLUGINS} / "slow.so";

/// One that cannot be stopped.
class Unstoppable final : public turnout::plugins::RunningPlugin {
public:
    std::string_view name() const override { return name_; }

    std::string_view id() const override { return "test.unstoppable"; }

    std::string_view version() const override { return "1"; }

    std::uint32_t max_concurrency() const override { return 1; }

    bool handles(std::string_view, std::string_view) const override { return true; }

    turnout_verdict handle(const turnout_event&, turnout_outcome&) noexcept override { return TURNOUT_OK; }

    const fs::path& source() const override { return source_; }

    const std::string& content() const override { return name_; }

    const std::string& stays() const override { return stays_; }

    turnout::plugins::Answer probe(const turnout_event&) override { return {}; }

    bool halt(const turnout::plugins::ControlThread::Progress&) override { return true; }

    bool stop(const turnout::plugins::ControlThread::Progress&, Code) override {
        throw std::runtime_error("no more threads");
    }

private:
    const std::string name_ = "odd", stays_;
    const fs::path source_ = "/plugins/odd.so";
};

Event follow() {
    return Event::of("channel.follow", "2", "{}");
}

} // namespace

TEST_CASE("several instances of one library are apart, with their own names and settings") {
    PluginHost host;
    host.install(shipped("jsonl"));
    const auto path = [&](const char* name) { return (host.directory() / name).string(); };
    const auto failures =
        host.set().load({Plugin{"a", "jsonl.so", {{"path", path("a.jsonl")}}, {}}, Plugin{"broken", "jsonl.so", {}, {}},
                         Plugin{"b", "jsonl.so", {{"path", path("b.jsonl")}}, {}}});
    REQUIRE(failures.size() == 1);
    CHECK(failures[0].plugin == "broken");
    CHECK(failures[0].reason.find("plugin.broken.path is missing") != std::string::npos);
    CHECK(host.set().names() == std::vector<std::string>{"a", "b"});
    CHECK(host.set().find("broken") == nullptr);
    CHECK(host.handle("a", follow()).verdict == TURNOUT_OK);
    CHECK(fs::file_size(host.directory() / "a.jsonl") > 0);
    CHECK(fs::file_size(host.directory() / "b.jsonl") == 0);
}

TEST_CASE("after stop() nothing is mapped, no copy is left, and a handler that is still held answers retry") {
    PluginHost host;
    REQUIRE(host.load(shipped("logger"), "log") == "");
    const auto held = host.set().find("log");
    CHECK(held->handles("anything", "at all"));
    CHECK(host.set().stop().empty());
    CHECK(host.set().find("log") == nullptr);
    std::size_t copies = 0;
    for (const auto& entry : fs::recursive_directory_iterator{host.cache_directory()}) {
        if (entry.path().extension() == ".so") ++copies;
        CHECK(!turnout::plugins::is_mapped(entry.path()));
    }
    CHECK(copies == 0);
    CHECK(host.log().find("stays loaded") == std::string::npos);
    turnout_outcome outcome{};
    auto event = follow();
    CHECK(held->handle(event.record(), outcome) == TURNOUT_RETRY);
    CHECK(std::string{outcome.reason} == "the plugin is stopping");
    CHECK(held->name() == "log");
    CHECK(held->id() == "turnout.logger");
}

TEST_CASE("a library is loaded and unloaded many times, and each time it is the new file") {
    PluginHost host;
    for (int i = 0; i < 20; ++i) {
        REQUIRE(host.load(i % 2 == 0 ? shipped("logger") : slow, "one") == "");
        CHECK(host.set().find("one")->id() == (i % 2 == 0 ? "turnout.logger" : "test.slow"));
        CHECK(host.set().stop().empty());
    }
    CHECK(host.log().find("stays loaded") == std::string::npos);
}

TEST_CASE("a plugin that is stuck in handle() is named and left behind") {
    PluginHost host;
    const auto gate = host.directory() / "gate";
    REQUIRE(host.load(slow, "slow", {{"gate", gate.string()}}) == "");
    REQUIRE(host.load(shipped("logger"), "log") == "");
    auto handler = host.set().find("slow");
    std::thread worker{[&host, handler = std::move(handler)] {
        auto event = follow();
        turnout_outcome outcome{};
        CHECK(handler->handle(event.record(), outcome) == TURNOUT_OK);
    }};
    REQUIRE(wait_until([&] { return host.log().find("[slow] waiting") != std::string::npos; }));
    CHECK(host.set().stop() == std::vector<std::string>{"slow"});
    CHECK(host.log().find("error plugin slow is stuck in handle(); it is left behind") != std::string::npos);
    host.directory().write("gate", "open");
    worker.join(); // its code was still there
    CHECK(host.set().names().empty());
}

TEST_CASE("one that is stuck in handle() when another takes its place is a zombie") {
    PluginHost host;
    const auto gate = host.directory() / "gate";
    REQUIRE(host.load(slow, "slow", {{"gate", gate.string()}}) == "");
    std::thread worker{[handler = host.set().find("slow")] {
        auto event = follow();
        turnout_outcome outcome{};
        CHECK(handler->handle(event.record(), outcome) == TURNOUT_OK);
    }};
    const bool waits = wait_until([&] { return host.log().find("[slow] waiting") != std::string::npos; });
    for (const auto& one : host.set().exchange({}, {"slow"})) host.set().retire(one, std::chrono::seconds{10});
    host.directory().write("gate", "open");
    worker.join();
    CHECK(waits);
    const auto zombies = host.set().zombies().of("slow");
    REQUIRE(zombies.size() == 1);
    CHECK(zombies[0].cause == "it is stuck in handle()");
    CHECK(host.set().stop() == std::vector<std::string>{"slow"});
}

TEST_CASE("whatever fails when a plugin is retired is logged, and it is left behind as a zombie") {
    PluginHost host;
    CHECK_NOTHROW(host.set().retire(std::make_shared<Unstoppable>(), std::chrono::seconds{10}));
    CHECK(host.log().find("error plugin odd cannot be stopped: no more threads; it is left behind") !=
          std::string::npos);
    const auto zombies = host.set().zombies().of("odd");
    REQUIRE(zombies.size() == 1);
    CHECK(zombies[0].library == "/plugins/odd.so");
    CHECK(zombies[0].cause == "it cannot be stopped: no more threads");
    CHECK(host.set().stop() == std::vector<std::string>{"odd"});
}

TEST_CASE("create, start, stop and destroy all run on the thread `plugins`") {
    PluginHost host;
    REQUIRE(host.load(slow, "slow") == "");
    CHECK(host.set().stop().empty());
    for (const auto* call : {"constructor", "start", "stop", "destructor"}) {
        CHECK(host.log().find("info [slow] " + std::string{call} + " on plugins") != std::string::npos);
    }
}

TEST_CASE("an unknown setting is an error that names its place") {
    PluginHost host;
    host.install(shipped("jsonl"));
    const auto failures = host.set().load({Plugin{"a", "jsonl.so", {{"pth", "/x"}}, {"/etc/turnout.properties", 7}}});
    REQUIRE(failures.size() == 1);
    CHECK(failures[0].reason ==
          "/etc/turnout.properties:7: plugin.a.pth is no setting of turnout.jsonl; did you mean path?");
}
