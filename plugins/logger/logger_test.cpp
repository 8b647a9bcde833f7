// The shipped logger, loaded as a host loads it.
#include "tests/unit/plugin/fixture/plugin_host.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using turnout::test::Event;
using turnout::test::PluginHost;

namespace {

struct Logger : PluginHost {
    Logger() { REQUIRE(load(turnout::test::shipped("logger"), "log") == ""); }

    /// The line that one event makes.
    std::string line_of(Event event) {
        const auto before = log().size();
        CHECK(handle("log", event).verdict == TURNOUT_OK);
        return log().substr(before);
    }
};

} // namespace

TEST_CASE("a follow is told in words, with time, type and id") {
    Logger host;
    CHECK(host.line_of(Event::of("channel.follow", "2",
                                 R"({"user_name":"PixelOtter","broadcaster_user_name":"Lumen_Harbor"})")) ==
          "info [log] 2026-03-14T18:22:07.5Z channel.follow@2 PixelOtter followed Lumen_Harbor [message-1]\n");
}

TEST_CASE("a chat message keeps its one line, whatever it says") {
    Logger host;
    CHECK(
        host.line_of(Event::of(
            "channel.chat.message", "1",
            R"({"chatter_user_name":"A","broadcaster_user_name":"B","message":{"text":"x\nerror [log] y\u001b[31m"}})")) ==
        "info [log] 2026-03-14T18:22:07.5Z channel.chat.message@1 A wrote in the chat of B: x\\nerror [log] y\\x1b[31m"
        " [message-1]\n");
}

TEST_CASE("types without words of their own, odd members and attempts are told too") {
    Logger host;
    CHECK(host.line_of(Event::of("channel.new_thing", "beta", R"({"user_name":"A","broadcaster_user_name":"B"})"))
              .find("channel.new_thing@beta A in B [") != std::string::npos);
    CHECK(host.line_of(Event::of("channel.cheer", "1", R"({"user_name":null,"broadcaster_user_name":"B","bits":100})"))
              .find("someone cheered for B (100 bits) [") != std::string::npos);
    CHECK(
        host.line_of(Event::of("channel.follow", "2", R"({"user_name":5,"message":[]})")).find("channel.follow@2 [") !=
        std::string::npos);
    auto again = Event::of("stream.online", "1", R"({"broadcaster_user_name":"B"})");
    again.record().attempt = 3;
    again.record().replayed = 1;
    CHECK(host.line_of(std::move(again)).find("B went live [message-1, attempt 3, replayed]") != std::string::npos);
}

TEST_CASE("a revocation is a warning with its reason") {
    Logger host;
    const auto line = host.line_of(Event{
        R"({"subscription":{"id":"s1","status":"user_removed","type":"channel.follow","version":"2","condition":{}}})"});
    CHECK(line.starts_with("warning "));
    CHECK(line.find("subscription s1 was revoked: user_removed") != std::string::npos);
}

TEST_CASE("every sample makes a line and none is refused") {
    Logger host;
    int samples = 0;
    for (const auto& entry : std::filesystem::directory_iterator{TURNOUT_SAMPLES}) {
        const auto name = entry.path().filename().string();
        if (entry.path().extension() != ".json" || name.find(".v") == std::string::npos) continue;
        if (name.starts_with("revocation.") || name.starts_with("verification.")) continue;
        ++samples;
        CHECK(host.line_of(Event{turnout::test::read_file(entry.path())}).starts_with("info [log] "));
    }
    CHECK(samples == 90);
}
