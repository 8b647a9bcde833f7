// turnout/testing/samples.hpp: what the test kit offers is what lies in sdk/catalog/samples.
#include "core/eventsub/document.hpp"

#include <turnout/testing/samples.hpp>
#include <turnout/twitch.hpp>

#include <doctest/doctest.h>

#include <filesystem>
#include <set>
#include <string>

using turnout::testing::find_sample_body;
using turnout::testing::sample_body;
using turnout::testing::sample_entries;

TEST_CASE("each sample body is a notification of the type that it is listed under") {
    turnout::eventsub::DocumentParser parser;
    std::set<std::string> plain;
    for (const auto& one : sample_entries) {
        CAPTURE(one.type);
        CAPTURE(one.version);
        CAPTURE(one.variant);
        turnout::eventsub::Document document;
        std::string body{one.body};
        REQUIRE(parser.parse(body, document) == "");
        CHECK(body.find("\"type\":\"" + std::string{one.type} + "\",\"version\":\"" + std::string{one.version} + '"') !=
              std::string::npos);
        CHECK(document.event_index(0, body.find("\"events\":[") != std::string::npos) != 0);
        if (one.variant.empty()) plain.insert(std::string{one.type} + "@" + std::string{one.version});
    }
    CHECK(plain.size() == 90);
    std::size_t variants = 0;
    for (const auto& file : std::filesystem::directory_iterator{std::filesystem::path{TURNOUT_SAMPLES} / "variants"}) {
        static_cast<void>(file);
        ++variants;
    }
    CHECK(sample_entries.size() == plain.size() + variants);
}

TEST_CASE("a sample body is found by its event, and by its variant") {
    using turnout::twitch::channel_chat_message_v1;
    static_assert(sample_body<turnout::twitch::channel_follow_v2>() == find_sample_body("channel.follow", "2"));
    CHECK(sample_body<channel_chat_message_v1>("gif").find("\"gif\"") != std::string_view::npos);
    CHECK(sample_body<channel_chat_message_v1>("no such variant").empty());
    CHECK(find_sample_body("channel.follow", "99").empty());
}
