// The test kit's parser against the host's: whatever the text, the same nodes or no document at all.
#include "core/eventsub/document.hpp"
#include "tests/support/temporary_directory.hpp"

#include <turnout/testing/json.hpp>

#include <doctest/doctest.h>

#include <cstring>
#include <filesystem>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace fs = std::filesystem;
using turnout::testing::json_document;
using turnout::testing::json_error;

namespace {

std::optional<json_document> parse(const std::string& text) {
    try {
        return turnout::testing::parse_json(text);
    } catch (const json_error&) {
        return std::nullopt;
    }
}

bool same(const json_document& kit, const turnout::eventsub::Document& host) {
    return kit.arena == host.arena && kit.nodes.size() == host.nodes.size() &&
           std::memcmp(kit.nodes.data(), host.nodes.data(), kit.nodes.size() * sizeof(turnout_node)) == 0;
}

/// True if both take it.
bool compare(const std::string& text) {
    CAPTURE(text);
    turnout::eventsub::DocumentParser parser;
    turnout::eventsub::Document host;
    const bool taken = parser.parse(text, host).empty();
    const auto kit = parse(text);
    CHECK(kit.has_value() == taken);
    if (kit && taken) CHECK(same(*kit, host));
    return taken;
}

std::vector<std::string> samples() {
    std::vector<std::string> result;
    for (const auto& entry : fs::recursive_directory_iterator{TURNOUT_SAMPLES}) {
        if (entry.path().extension() == ".json") result.push_back(turnout::test::read_file(entry.path()));
    }
    return result;
}

} // namespace

TEST_CASE("the test kit and the host read the same nodes from every sample") {
    const auto all = samples();
    CHECK(all.size() > 137); // 90 types, 47 variants, challenges, revocations
    for (const auto& text : all) CHECK(compare(text));
}

TEST_CASE("and from a sample that the test kit has written again") {
    for (const auto& text : samples()) {
        const auto once = turnout::testing::write_json(turnout::testing::parse_json(text));
        CHECK(compare(once));
        CHECK(turnout::testing::write_json(turnout::testing::parse_json(once)) == once);
    }
}

TEST_CASE("they agree on what is no document") {
    for (const char* text : {"",
                             " ",
                             "{",
                             "}",
                             "[]",
                             "1",
                             "\"a\"",
                             "{}x",
                             "{} {}",
                             "{,}",
                             "{\"a\"}",
                             "{\"a\":}",
                             "{\"a\":1,}",
                             "{a:1}",
                             "{\"a\":01}",
                             "{\"a\":-}",
                             "{\"a\":1.}",
                             "{\"a\":.5}",
                             "{\"a\":1e}",
                             "{\"a\":+1}",
                             "{\"a\":1e400}",
                             "{\"a\":18446744073709551616}",
                             "{\"a\":-9223372036854775809}",
                             "{\"a\":tru}",
                             "{\"a\":nulll}",
                             "{\"a\":\"\\x\"}",
                             "{\"a\":\"\\u12\"}",
                             "{\"a\":\"\\ud800\"}",
                             "{\"a\":\"\\ud800\\u0041\"}",
                             "{\"a\":\"\t\"}",
                             "{\"a\":\"\xff\"}",
                             "{\"a\":\"\xc0\x80\"}",
                             "{\"a\":\"\xed\xa0\x80\"}",
                             "{\"a\":\"\xf4\x90\x80\x80\"}",
                             "{\"a\":[1 2]}",
                             "{\"a\":[1,]}",
                             "{\"a\":\"",
                             "{\"a\" 1}",
                             "\xef\xbb\xbf{}",
                             "{\"a\":NaN}",
                             "{\"a\":\"b\"\"c\"}"})
        CHECK(!compare(text));
}

TEST_CASE("they agree on numbers, strings and whitespace at the edges") {
    for (const char* text : {"{}",
                             " {\n\t\r} ",
                             "{\"a\":0}",
                             "{\"a\":-0}",
                             "{\"a\":-0.0}",
                             "{\"a\":0.1}",
                             "{\"a\":1E5}",
                             "{\"a\":1e+5}",
                             "{\"a\":2e-3}",
                             "{\"a\":9223372036854775807}",
                             "{\"a\":-9223372036854775808}",
                             "{\"a\":9223372036854775808}",
                             "{\"a\":18446744073709551615}",
                             "{\"a\":1.7976931348623157e308}",
                             "{\"a\":5e-324}",
                             "{\"a\":0e0}",
                             "{\"a\":123456789012345678901234567890.0}",
                             "{\"a\":0.30000000000000004}",
                             "{\"a\":\"\\u0000\\u00e4\\u20ac\\ud83d\\ude00\\\"\\\\\\/\\b\\f\\n\\r\\t\"}",
                             "{\"\":\"\"}",
                             "{\"a\":1,\"a\":2}",
                             "{\"a\":[[],{},[{}]]}",
                             "{\"\xc3\xa4\":\"\xf0\x9f\x98\x80\"}"})
        CHECK(compare(text));
}

TEST_CASE("they agree on how deep is too deep") {
    int taken = 0;
    for (int levels = 60; levels < 68; ++levels) {
        const auto nested = [&](const std::string& inner) {
            return "{\"a\":" + std::string(static_cast<std::size_t>(levels), '[') + inner +
                   std::string(static_cast<std::size_t>(levels), ']') + "}";
        };
        for (const char* inner : {"", "1", "{}"}) taken += compare(nested(inner)) ? 1 : 0;
    }
    CHECK(taken > 3);
    CHECK(taken < 20);
}

TEST_CASE("they agree on samples with wrong bytes") {
    const auto all = samples();
    std::mt19937 random{20'261'124};
    constexpr std::string_view interesting = "{}[]\",:\\0123456789eE+-.tfn\x01\xc3\xed\xff";
    int taken = 0;
    for (int i = 0; i < 6000; ++i) {
        auto text = all[random() % all.size()];
        for (int n = 0; n < 2; ++n) text[random() % text.size()] = interesting[random() % interesting.size()];
        taken += compare(text) ? 1 : 0;
    }
    CHECK(taken > 100);
    CHECK(taken < 5900);
}
