// A plugin in plain C, and one that another compiler has built.
#include "tests/unit/plugin/fixture/plugin_host.hpp"

#include <doctest/doctest.h>

#include <filesystem>

namespace fs = std::filesystem;
using turnout::test::Event;
using turnout::test::PluginHost;

namespace {

Event follow() {
    return Event::of(
        "channel.follow", "2",
        R"({"user_id":"1","user_login":"a","user_name":"A","broadcaster_user_id":"2",)"
        R"("broadcaster_user_login":"b","broadcaster_user_name":"B","followed_at":"2026-03-14T18:22:07Z"})");
}

} // namespace

TEST_CASE("a plugin in plain C runs, reads its settings and logs") {
    PluginHost host;
    REQUIRE(host.load(fs::path{TURNOUT_ABI_MEMBERS} / "plain.so", "c", {{"greeting", "ahoy"}}) == "");
    const auto handler = host.set().find("c");
    CHECK(handler->id() == "com.example.greeter");
    CHECK(handler->version() == "1.0.0");
    CHECK(handler->max_concurrency() == 1);
    CHECK(handler->handles("channel.follow", "2"));
    CHECK(!handler->handles("channel.follow", "1"));
    CHECK(!handler->handles("stream.online", "1"));
    CHECK(host.handle("c", follow()).verdict == TURNOUT_OK);
    CHECK(host.log().find("info [c] ahoy, message-1\n") != std::string::npos);
    auto answer = host.handle("c", Event{R"({"subscription":{}})"});
    CHECK(answer.verdict == TURNOUT_REJECT);
    CHECK(answer.reason == "no event");
}

TEST_CASE("a C plugin's own error is told") {
    PluginHost host;
    const auto said = host.load(fs::path{TURNOUT_ABI_MEMBERS} / "plain.so", "c", {{"greeting", std::string(64, 'x')}});
    CHECK(said.find("the greeting is too long") != std::string::npos);
}

TEST_CASE("a plugin that was built against version 1.0 runs") {
    PluginHost host;
    REQUIRE(host.load(fs::path{TURNOUT_ABI_MEMBERS} / "frozen.so", "old", {{"word", "ahoy"}}) == "");
    CHECK(host.log().find(", nonsense none\n") != std::string::npos);
    CHECK(host.log().find(" cut") == std::string::npos); // an extension that is there has all that 1.0 had
    CHECK(host.handle("old", follow()).verdict == TURNOUT_DEFERRED);
    CHECK(host.log().find("info [old] ahoy channel.follow@2 14 nodes, root 9, event there\n") != std::string::npos);
    REQUIRE(host.port().completions().size() == 1);
    const auto completion = host.port().completions().front();
    CHECK(completion.verdict == TURNOUT_RETRY);
    CHECK(completion.retry_after_ms == 1500);
    CHECK(completion.reason == "completed in handle");
    CHECK(host.port().retained() == 0);
}

TEST_CASE("the example of the README greets") {
    PluginHost host;
    REQUIRE(host.load(fs::path{TURNOUT_EXAMPLES} / "hello.so", "hello") == "");
    CHECK(host.handle("hello", follow()).verdict == TURNOUT_OK);
    CHECK(host.log().find("info [hello] A followed B\n") != std::string::npos);
}

#ifdef TURNOUT_WITH_CLANG
TEST_CASE("plugins of two compilers run in one host") {
    PluginHost host;
    REQUIRE(host.load(fs::path{TURNOUT_EXAMPLES} / "hello.so", "gcc") == "");
    REQUIRE(host.load(fs::path{TURNOUT_ABI_MEMBERS} / "hello_clang.so", "clang") == "");
    CHECK(host.handle("gcc", follow()).verdict == TURNOUT_OK);
    CHECK(host.handle("clang", follow()).verdict == TURNOUT_OK);
    CHECK(host.log().find("info [clang] A followed B\n") != std::string::npos);
    const auto wrong = host.handle("clang", Event::of("channel.follow", "2", R"({"user_id":5})"));
    CHECK(wrong.verdict == TURNOUT_REJECT); // thrown and caught within
    CHECK(wrong.reason == "event.user_id is a whole number, expected a string");
}
#endif
