// The examples of the SDK, run by a host.
#include "tests/support/wait.hpp"
#include "tests/unit/plugin/fixture/plugin_host.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

namespace fs = std::filesystem;
using turnout::test::Event;
using turnout::test::PluginHost;
using turnout::test::read_file;

namespace {

struct Example : PluginHost {
    explicit Example(const std::string& name, const Settings& settings = {}) {
        said = load(fs::path{TURNOUT_EXAMPLES} / (name + ".so"), "it", settings);
    }

    bool logged(const std::string& text) const { return log().find(text) != std::string::npos; }

    std::string said; ///< why it does not run
};

Event sample(const std::string& name) {
    return Event{read_file(fs::path{TURNOUT_SAMPLES} / (name + ".json"))};
}

} // namespace

TEST_CASE("example verdicts: done, again later, never again") {
    Example example("verdicts");
    REQUIRE(example.said == "");
    auto cheer = sample("channel.cheer.v1");
    const auto first = example.handle("it", cheer);
    CHECK(first.verdict == TURNOUT_RETRY);
    CHECK(first.retry_after_ms == 5000);
    CHECK(first.reason == "the service is down");
    cheer.record().attempt = 3;
    CHECK(example.handle("it", cheer).verdict == TURNOUT_OK);
    CHECK(example.logged("bits, attempt 3"));
    auto body = read_file(fs::path{TURNOUT_SAMPLES} / "channel.cheer.v1.json");
    const auto bits = body.find("\"bits\": ") + 8;
    body.replace(bits, body.find_first_not_of("0123456789", bits) - bits, "0");
    CHECK(example.handle("it", Event{body}).reason == "a cheer without bits");
}

TEST_CASE("example deferred: the answer comes from the plugin's thread") {
    Example example("deferred");
    REQUIRE(example.said == "");
    auto follow = sample("channel.follow.v2");
    CHECK(example.handle("it", follow).verdict == TURNOUT_DEFERRED);
    REQUIRE(turnout::test::wait_until([&] { return example.port().retained() == 0; }));
    REQUIRE(example.port().completions().size() == 1);
    CHECK(example.port().completions().front().verdict == TURNOUT_OK);
    CHECK(example.logged("slow work for message-1"));
}

TEST_CASE("example settings: typed, with defaults, and refused when wrong") {
    Example example("settings", {{"greeting", "ahoy"}, {"pause", "250ms"}});
    REQUIRE(example.said == "");
    CHECK(example.handle("it", sample("channel.follow.v2")).verdict == TURNOUT_OK);
    CHECK(example.logged("ahoy, PixelOtter; pause 250ms, 65536 bytes"));
    const auto configure = [&](const std::string& greeting) {
        return example.set().configure(example.set().find("it"), {"it", "settings.so", {{"greeting", greeting}}});
    };
    using turnout::plugins::Configured;
    CHECK(configure("").answer == Configured::Answer::refused);
    CHECK(configure("hello").answer == Configured::Answer::applied);
    CHECK(example.handle("it", sample("channel.follow.v2")).verdict == TURNOUT_OK);
    CHECK(example.logged("hello, PixelOtter; pause 10000ms, 65536 bytes"));
    const auto refused = [](const PluginHost::Settings& settings, const std::string& why) {
        const Example wrong("settings", settings);
        CHECK_MESSAGE(wrong.said.find(why) != std::string::npos, wrong.said);
    };
    refused({}, "plugin.it.greeting is missing");
    refused({{"greeting", "a"}, {"pause", "soon"}}, "plugin.it.pause is not a duration");
    refused({{"greetin", "a"}}, "did you mean greeting?");
}

TEST_CASE("example dynamic: members by their names") {
    Example example("dynamic");
    REQUIRE(example.said == "");
    CHECK(example
              .handle("it", Event::of("channel.chat.message", "1",
                                      R"({"message":{"text":"hi","fragments":[{"emote":null},{"emote":{"id":"e7"}}]},)"
                                      R"("cheer":{"bits":5}})"))
              .verdict == TURNOUT_OK);
    CHECK(example.logged("hi (5 bits)"));
    CHECK(example.logged("emote e7"));
    const auto wrong = example.handle("it", Event::of("channel.chat.message", "1", R"({"message":{}})"));
    CHECK(wrong.verdict == TURNOUT_REJECT);
    CHECK(wrong.reason == "event.message.text is missing");
}

TEST_CASE("example any: every event") {
    Example example("any");
    REQUIRE(example.said == "");
    CHECK(example.handle("it", sample("channel.follow.v2")).verdict == TURNOUT_OK);
    CHECK(example.handle("it", Event::of("custom.thing", "7", "{}")).verdict == TURNOUT_OK);
    CHECK(example.handle("it", Event::of("custom.thing", "7", "{}")).verdict == TURNOUT_OK);
    CHECK(example.logged("custom.thing@7: 2 so far"));
}

TEST_CASE("example revocation: a subscription that has ended") {
    Example example("revocation");
    REQUIRE(example.said == "");
    CHECK(example.handle("it", sample("revocation.user_removed")).verdict == TURNOUT_OK);
    CHECK(example.logged("warning [it] no more "));
    CHECK(example.logged(": user_removed"));
    CHECK(example.handle("it", sample("channel.follow.v2")).verdict == TURNOUT_OK);
}
