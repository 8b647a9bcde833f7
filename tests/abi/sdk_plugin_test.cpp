// The promises of the C++ face, in a real plugin: exceptions, verdicts, deferral, settings.
#include "tests/support/wait.hpp"
#include "tests/unit/plugin/fixture/plugin_host.hpp"

#include <doctest/doctest.h>

#include <filesystem>

namespace fs = std::filesystem;
using turnout::test::Answer;
using turnout::test::Event;
using turnout::test::PluginHost;
using turnout::test::wait_until;

namespace {

struct Moods : PluginHost {
    std::string start(const Settings& settings = {}) {
        return load(fs::path{TURNOUT_ABI_MEMBERS} / "moods.so", "moods", settings);
    }

    Answer order(const std::string& action, int number = 0) {
        return handle("moods", Event::of("test.order", "1",
                                         R"({"action":")" + action + R"(","number":)" + std::to_string(number) + "}"));
    }
};

bool ends_with(const std::string& text, const std::string& end) {
    CAPTURE(text);
    return text.ends_with(end);
}

} // namespace

TEST_CASE("a plugin that refuses to start says why") {
    Moods host;
    const auto refused = [&](const PluginHost::Settings& settings, const std::string& reason) {
        const auto said = host.start(settings);
        CHECK_MESSAGE(ends_with(said, reason), said);
    };
    refused({{"mood", "throws in its constructor"}}, "it does not start: a bad day");
    refused({{"mood", "throws an int in its constructor"}},
            "it does not start: an exception that is no std::exception");
    refused({{"mood", "throws in start"}}, "it does not start: no coffee");
    refused({{"mood", "wants a number"}}, "it does not start: plugin.moods.number is missing");
    refused({{"mood", "wants a number"}, {"number", "ten"}},
            "it does not start: plugin.moods.number is not a whole number");
    refused({{"mood", "handles what it does not declare"}},
            "it does not start: on<test.undeclared@1> is not named in TURNOUT_PLUGIN");
    refused({{"mood", "declares what it does not handle"}},
            "it does not start: TURNOUT_PLUGIN names test.order@1, but no handler takes it");
}

TEST_CASE("new settings: a plugin applies them, refuses them with what it throws, or wants a new instance") {
    using turnout::plugins::Configured;
    Moods host;
    REQUIRE(host.start({{"mood", "calm"}}) == "");
    const auto running = host.set().find("moods");
    const auto configure = [&](const std::string& mood) {
        return host.set().configure(running, {"moods", "moods.so", {{"mood", mood}}});
    };
    REQUIRE(running->can_configure());
    CHECK(configure("merry").answer == Configured::Answer::applied);
    CHECK(configure("throws in configure").reason == "not in the mood");
    CHECK(configure("throws an int in configure").reason == "an exception that is no std::exception");
    CHECK(configure("needs a new instance").answer == Configured::Answer::needs_new_instance);
    CHECK(host.order("tell the mood").reason == "merry");
}

TEST_CASE("what start() began is stopped when its handlers are not those that it declares") {
    Moods host;
    CHECK(host.start({{"mood", "handles what it does not declare"}}) != "");
    const auto said = host.log();
    const auto started = said.find("[moods] started"), stopped = said.find("[moods] stopped");
    CHECK(started != std::string::npos);
    REQUIRE(stopped != std::string::npos);
    CHECK(started < stopped);
    CHECK(said.find("[moods] stopped", stopped + 1) == std::string::npos);
}

TEST_CASE("verdicts cross as they are") {
    Moods host;
    REQUIRE(host.start() == "");
    CHECK(host.set().find("moods")->max_concurrency() == 3);
    CHECK(host.order("nothing special").verdict == TURNOUT_OK);
    auto answer = host.order("retry", 90);
    CHECK(answer.verdict == TURNOUT_RETRY);
    CHECK(answer.reason == "later");
    CHECK(answer.retry_after_ms == 90'000);
    answer = host.order("retry", -1);
    CHECK(answer.retry_after_ms == 0);
    answer = host.order("reject");
    CHECK(answer.verdict == TURNOUT_REJECT);
    CHECK(answer.reason == "never");
}

TEST_CASE("a handler that throws is retried, a value that is not there is rejected") {
    Moods host;
    REQUIRE(host.start() == "");
    auto answer = host.order("throw");
    CHECK(answer.verdict == TURNOUT_RETRY);
    CHECK(answer.reason == "thrown by the handler");
    answer = host.order("throw an int");
    CHECK(answer.verdict == TURNOUT_RETRY);
    CHECK(answer.reason == "the handler threw what is no std::exception");
    answer = host.order("look for nothing");
    CHECK(answer.verdict == TURNOUT_REJECT);
    CHECK(answer.reason == "event.list is missing");
}

TEST_CASE("a deferred delivery is answered from elsewhere and keeps its memory until then") {
    Moods host;
    REQUIRE(host.start() == "");
    for (const auto* action : {"defer", "defer and throw"}) {
        const auto before = host.port().completions().size();
        auto event = Event::of("test.order", "1", R"({"action":")" + std::string{action} + R"(","number":0})");
        CHECK(host.handle("moods", event).verdict == TURNOUT_DEFERRED);
        REQUIRE(wait_until([&] { return host.port().completions().size() > before && host.port().retained() == 0; }));
        const auto done = host.port().completions().back();
        CHECK(done.token == 7);
        CHECK(done.verdict == TURNOUT_REJECT);
        CHECK(done.reason == "answered elsewhere for message-1");
    }
    CHECK(host.log().find("error [moods] thrown after defer()") != std::string::npos);
}

TEST_CASE("a deferred delivery that is dropped is retried") {
    Moods host;
    REQUIRE(host.start() == "");
    CHECK(host.order("defer and drop").verdict == TURNOUT_DEFERRED);
    const auto seen = host.port().completions();
    REQUIRE(seen.size() == 1);
    CHECK(seen[0].verdict == TURNOUT_RETRY);
    CHECK(seen[0].reason == "the handler dropped a deferred delivery");
    CHECK(host.port().retained() == 0);
}

TEST_CASE("revocations find their handler") {
    Moods host;
    REQUIRE(host.start() == "");
    const auto answer =
        host.handle("moods", Event{R"({"subscription":{"id":"s","status":"user_removed",)"
                                   R"("type":"test.order","version":"1","condition":{"user_id":"9"}}})"});
    CHECK(answer.verdict == TURNOUT_OK);
    CHECK(host.log().find("warning [moods] user_removed 9") != std::string::npos);
}

TEST_CASE("an exception in stop() is logged") {
    Moods host;
    REQUIRE(host.start({{"mood", "throws in stop"}}) == "");
    CHECK(host.set().stop().empty());
    CHECK(host.log().find("error [moods] no way") != std::string::npos);
}
