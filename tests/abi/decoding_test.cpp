// Every sample of the typed events, through the real ABI, decoded in a real plugin, member by member.
#include "tests/unit/plugin/fixture/plugin_host.hpp"

#include <turnout/timestamp.hpp>

#include <doctest/doctest.h>

#include <filesystem>
#include <string>

namespace fs = std::filesystem;
using turnout::eventsub::Document;
using turnout::test::Event;
using turnout::test::PluginHost;
using turnout::test::read_file;

namespace {

struct Decoder : PluginHost {
    Decoder() { REQUIRE(load(fs::path{TURNOUT_ABI_MEMBERS} / "decoder.so", "decoder") == ""); }

    /// What the plugin decoded, as the JSON that it logged.
    std::string decoded(Event& event) {
        const auto before = log().size();
        const auto answer = handle("decoder", event);
        CHECK_MESSAGE(answer.verdict == TURNOUT_OK, answer.reason);
        const std::string start = "info [decoder] ";
        const auto line = log().substr(before);
        REQUIRE(line.starts_with(start));
        return line.substr(start.size());
    }
};

std::string_view key_of(const Document& document, std::uint32_t at) {
    const auto& node = document.nodes[at];
    return std::string_view{document.arena}.substr(node.key_offset, node.key_size);
}

std::uint32_t member(const Document& document, std::uint32_t object, std::string_view key) {
    for (auto at = object + 1; at < document.nodes[object].next; at = document.nodes[at].next) {
        if (key_of(document, at) == key) return at;
    }
    return 0;
}

/// Every value of `sent` is in `decoded`; a null may be absent there.
void compare(const Document& sent, std::uint32_t a, const Document& decoded, std::uint32_t b, const std::string& path) {
    CAPTURE(path);
    const auto& left = sent.nodes[a];
    const auto& right = decoded.nodes[b];
    REQUIRE(left.kind == right.kind);
    if (left.kind == TURNOUT_STRING && sent.text(a) != decoded.text(b)) {
        const auto moment = turnout::parse_timestamp(sent.text(a)); // may have been written with zeros at its end
        CHECK_MESSAGE(moment.has_value(), sent.text(a), " became ", decoded.text(b));
        CHECK(moment == turnout::parse_timestamp(decoded.text(b)));
    }
    if (left.kind == TURNOUT_INT) CHECK(left.u.i == right.u.i);
    if (left.kind == TURNOUT_OBJECT) {
        for (auto at = a + 1; at < left.next; at = sent.nodes[at].next) {
            const auto key = std::string{key_of(sent, at)};
            const auto other = member(decoded, b, key);
            if (other == 0) MESSAGE("not decoded: " << path << "." << key);
            REQUIRE(other != 0);
            compare(sent, at, decoded, other, path + "." + key);
        }
    }
    if (left.kind == TURNOUT_ARRAY) {
        REQUIRE(left.u.count == right.u.count);
        auto other = b + 1;
        for (auto at = a + 1; at < left.next; at = sent.nodes[at].next) {
            compare(sent, at, decoded, other, path + "[]");
            other = decoded.nodes[other].next;
        }
    }
}

void check_sample(Decoder& host, const fs::path& file) {
    CAPTURE(file.string());
    Event event{read_file(file)};
    auto text = host.decoded(event);
    Document decoded;
    turnout::eventsub::DocumentParser parser;
    REQUIRE(parser.parse(text, decoded) == "");
    Document sent;
    REQUIRE(parser.parse(event.body(), sent) == "");
    compare(sent, sent.event_index(0, sent.find("events") != 0), decoded, 0, "event");
}

std::string reason_of(Decoder& host, const std::string& type, const std::string& version, const std::string& event) {
    const auto answer = host.handle("decoder", Event::of(type, version, event));
    CHECK(answer.verdict == TURNOUT_REJECT);
    return answer.reason;
}

} // namespace

TEST_CASE("every sample of the typed events decodes, and each member equals the JSON") {
    Decoder host;
    const fs::path samples{TURNOUT_SAMPLES};
    int plain = 0;
    for (const auto& entry : fs::directory_iterator{samples}) {
        const auto name = entry.path().filename().string();
        const bool ours = name.find(".v") != std::string::npos && !name.starts_with("revocation.");
        if (!ours) continue; // challenges, vectors and the like
        ++plain;
        check_sample(host, entry.path());
    }
    CHECK(plain == 90);
    int variants = 0;
    for (const auto& entry : fs::directory_iterator{samples / "variants"}) {
        ++variants;
        check_sample(host, entry.path());
    }
    CHECK(variants == 47);
}

TEST_CASE("a wrong type or a missing member is a rejection that names the path") {
    Decoder host;
    const std::string follow = R"("user_id":"1","user_login":"a","user_name":"A","broadcaster_user_id":"2",)"
                               R"("broadcaster_user_login":"b","broadcaster_user_name":"B")";
    CHECK(reason_of(host, "channel.follow", "2", "{" + follow + "}") == "event.followed_at is missing");
    CHECK(reason_of(host, "channel.follow", "2", "{" + follow + R"(,"followed_at":null})") ==
          "event.followed_at is null, expected a string");
    CHECK(reason_of(host, "channel.follow", "2", "{" + follow + R"(,"followed_at":"yesterday"})") ==
          "event.followed_at is a string, expected a time like 2026-03-14T18:22:07Z");
    CHECK(reason_of(host, "channel.follow", "2", "[]") == "event is an array, expected an object");
    CHECK(reason_of(host, "channel.follow", "99", "{}") == "no handler for channel.follow@99");

    auto body =
        read_file(fs::path{TURNOUT_SAMPLES} / "variants/channel.chat.message.v1.cheer_with_emote_and_mention.json");
    const auto at = body.find("\"type\"", body.find("\"fragments\""));
    const auto second = body.find("\"type\"", at + 1);
    body.insert(body.find('"', second + 6), "[]//")
        .erase(body.find("[]//") + 2, body.find('\n', second) - body.find("[]//") - 3);
    const auto answer = host.handle("decoder", Event{body});
    CHECK(answer.verdict == TURNOUT_REJECT);
    CHECK(answer.reason == "event.message.fragments[1].type is an array, expected a string");
}

TEST_CASE("the path of a batched event leads through its element") {
    Decoder host;
    auto body = read_file(fs::path{TURNOUT_SAMPLES} / "drop.entitlement.grant.v1.json");
    const std::string id = R"("user_id": ")";
    body.replace(body.find(id), id.size(), R"("user_id": 5, "was": ")");
    const auto answer = host.handle("decoder", Event{body});
    CHECK(answer.verdict == TURNOUT_REJECT);
    CHECK(answer.reason == "events[0].data.user_id is a whole number, expected a string");
}

TEST_CASE("unknown keys and enum values are no reason to refuse") {
    Decoder host;
    auto event =
        Event::of("stream.online", "1",
                  R"({"new":{"x":[1]},"type":"hologram","id":"1","broadcaster_user_id":"2",)"
                  R"("broadcaster_user_login":"b","broadcaster_user_name":"B","started_at":"2026-03-14T18:22:07Z"})");
    CHECK(host.decoded(event).find(R"("type":"hologram")") != std::string::npos);
}
