#include "core/eventsub/document.hpp"

#include "samples.hpp"

#include <Poco/Dynamic/Var.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <cmath>
#include <limits>

namespace turnout::eventsub {

namespace {

Document parsed(std::string_view body) {
    DocumentParser parser;
    Document document;
    const auto problem = parser.parse(body, document);
    REQUIRE_MESSAGE(problem.empty(), problem << " in " << body);
    return document;
}

std::string_view problem_of(std::string_view body) {
    DocumentParser parser;
    Document document = parsed(R"({"left":"over"})");
    const auto problem = parser.parse(body, document);
    CHECK(document.nodes.empty() != problem.empty());
    CHECK(document.arena.empty());
    return problem;
}

/// The same value as another parser read it; returns the index just past it.
std::uint32_t compare(const Document& document, std::uint32_t index, const Poco::Dynamic::Var& value) {
    REQUIRE(index < document.nodes.size());
    const auto& node = document.nodes[index];
    auto next = index + 1;
    if (value.type() == typeid(Poco::JSON::Object::Ptr)) {
        const auto& object = value.extract<Poco::JSON::Object::Ptr>();
        REQUIRE(node.kind == TURNOUT_OBJECT);
        REQUIRE(node.u.count == object->size());
        for (const auto& name : object->getNames()) { // in document order
            REQUIRE(document.arena.substr(document.nodes[next].key_offset, document.nodes[next].key_size) == name);
            next = compare(document, next, object->get(name));
        }
    } else if (value.type() == typeid(Poco::JSON::Array::Ptr)) {
        const auto& array = value.extract<Poco::JSON::Array::Ptr>();
        REQUIRE(node.kind == TURNOUT_ARRAY);
        REQUIRE(node.u.count == array->size());
        for (const auto& element : *array) next = compare(document, next, element);
    } else if (value.isEmpty()) {
        CHECK(node.kind == TURNOUT_NULL);
    } else if (value.isBoolean()) {
        CHECK(node.kind == (value.convert<bool>() ? TURNOUT_TRUE : TURNOUT_FALSE));
    } else if (value.isInteger()) {
        CHECK(node.kind == TURNOUT_INT);
        CHECK(node.u.i == value.convert<std::int64_t>());
    } else if (value.isNumeric()) {
        CHECK(node.kind == TURNOUT_DOUBLE);
        CHECK(node.u.d == value.convert<double>());
    } else {
        CHECK(node.kind == TURNOUT_STRING);
        CHECK(document.text(index) == value.convert<std::string>());
    }
    CHECK(node.next == next);
    return next;
}

} // namespace

TEST_CASE("documents of all samples equal what another parser reads") {
    std::vector<std::string> names = test::notification_samples();
    for (const char* more : {"revocation.user_removed.json", "verification.webhook.json",
                             "verification.conduit_shard.json", "notification.conduit_transport.json"})
        names.emplace_back(more);
    DocumentParser parser;
    Document document;
    for (const auto& name : names) {
        CAPTURE(name);
        const auto body = test::read_sample(name);
        REQUIRE(parser.parse(body, document).empty());
        Poco::JSON::Parser other{new Poco::JSON::ParseHandler{true}};
        CHECK(compare(document, 0, other.parse(body)) == document.nodes.size());
    }
}

TEST_CASE("a document holds its nodes in document order") {
    const auto document =
        parsed(R"({"a":[1,-2,18446744073709551615,1.5],"b":{"c":"x\ny\u00e9"},"d":null,"e":true,"f":false})");
    REQUIRE(document.nodes.size() == 11);
    CHECK(document.nodes[0].kind == TURNOUT_OBJECT);
    CHECK(document.nodes[0].u.count == 5);
    CHECK(document.nodes[0].next == 11);
    CHECK(document.nodes[1].kind == TURNOUT_ARRAY);
    CHECK(document.nodes[1].u.count == 4);
    CHECK(document.nodes[1].next == 6);
    CHECK(document.nodes[2].key_size == 0);
    CHECK(document.nodes[4].kind == TURNOUT_UINT);
    CHECK(document.nodes[4].u.u == 18446744073709551615ULL);
    CHECK(document.nodes[5].u.d == 1.5);
    CHECK(document.text(document.find("b.c")) == "x\ny\u00e9");
    CHECK(document.nodes[document.find("d")].kind == TURNOUT_NULL);
    CHECK(document.nodes[document.find("e")].kind == TURNOUT_TRUE);
    CHECK(document.nodes[document.find("f")].kind == TURNOUT_FALSE);
}

TEST_CASE("numbers keep their value") {
    const auto document = parsed(R"({"a":-9223372036854775808,"b":9223372036854775807,"c":9223372036854775808,)"
                                 R"("d":-0,"e":-0.0,"f":1e3,"g":1.7976931348623157e308,"h":5e-324,"i":0.1})");
    const auto node = [&](const char* key) { return document.nodes[document.find(key)]; };
    CHECK(node("a").kind == TURNOUT_INT);
    CHECK(node("a").u.i == std::numeric_limits<std::int64_t>::min());
    CHECK(node("b").u.i == std::numeric_limits<std::int64_t>::max());
    CHECK(node("c").kind == TURNOUT_UINT);
    CHECK(node("c").u.u == 9223372036854775808ULL);
    CHECK(node("d").kind == TURNOUT_INT);
    CHECK(node("d").u.i == 0);
    CHECK(node("e").kind == TURNOUT_DOUBLE);
    CHECK(std::signbit(node("e").u.d));
    CHECK(node("f").kind == TURNOUT_DOUBLE);
    CHECK(node("f").u.d == 1000);
    CHECK(node("g").u.d == std::numeric_limits<double>::max());
    CHECK(node("h").u.d == std::numeric_limits<double>::denorm_min());
    CHECK(node("i").u.d == 0.1);
}

TEST_CASE("strings and keys are unescaped, and may hold anything") {
    const auto document = parsed(R"({"\u006bey \"\\\/\b\f\n\r\t":"\u0000\ud83d\ude00 ü","":"nothing"})");
    CHECK(document.text(document.find("key \"\\/\b\f\n\r\t")) == std::string_view{"\0\U0001F600 ü", 8});
    CHECK(document.text(document.find("")) == "nothing");
}

TEST_CASE("paths lead through members only, and to the first of that name") {
    const auto document = parsed(R"({"a":{"b":{"c":"deep"},"b":"second","":"empty"},"d":["x"],"e.f":1,"g":"text"})");
    CHECK(document.text(document.find("a.b.c")) == "deep");
    CHECK(document.text(document.find("b.c", document.find("a"))) == "deep");
    CHECK(document.text(document.find("a.")) == "empty");
    for (const char* path : {"b", "a.c", "a.b.c.d", "d.0", "e.f", "g.text", ".a", "a..b", "x", ""})
        CHECK_MESSAGE(document.find(path) == 0, path);
    CHECK(document.find("a", document.find("g")) == 0);
    CHECK(document.find("a", 1000) == 0);
    CHECK(Document{}.find("a") == 0);
    CHECK(Document{}.text(0).empty());
    CHECK(document.text(document.find("a")).empty());
    CHECK(document.text(1000).empty());
}

TEST_CASE("the event of a message") {
    const auto single = parsed(R"({"subscription":{},"event":{"x":1}})");
    CHECK(single.event_index(0, false) == single.find("event"));
    CHECK(single.event_index(0, true) == 0);
    const auto batch = parsed(R"({"events":[{"id":"1","data":{"n":[1,2]}},{"data":{"m":5},"id":"2"},{"id":"3"}]})");
    CHECK(batch.find("n", batch.event_index(0, true)) != 0);
    CHECK(batch.nodes[batch.find("m", batch.event_index(1, true))].u.i == 5);
    for (const std::uint32_t index : {2U, 3U, 4294967295U}) CHECK(batch.event_index(index, true) == 0);
    CHECK(batch.event_index(0, false) == 0);
    CHECK(parsed(R"({"events":{"0":{"data":{}}}})").event_index(0, true) == 0);
    CHECK(parsed(R"({"events":[1]})").event_index(0, true) == 0);
    CHECK(parsed("{}").event_index(0, false) == 0);
    CHECK(Document{}.event_index(0, true) == 0);
}

TEST_CASE("64 levels are read, 65 are not") {
    const auto nested = [](std::size_t levels, char open, char close) {
        return R"({"a":)" + std::string(levels - 1, open) + std::string(levels - 1, close) + "}";
    };
    const auto in_objects = [](std::string_view inner, int levels) {
        std::string text;
        for (int level = 0; level < levels; ++level) text += R"({"a":)";
        text += inner;
        return text.append(static_cast<std::size_t>(levels), '}');
    };
    CHECK(parsed(nested(64, '[', ']')).nodes.size() == 64);
    CHECK(problem_of(nested(65, '[', ']')) == "body is nested deeper than 64 levels");
    CHECK(problem_of(nested(100000, '[', ']')) == "body is nested deeper than 64 levels");
    const auto objects = in_objects("1", 63);
    CHECK(parsed(objects).nodes.size() == 64);
    CHECK(problem_of(R"({"a":)" + objects + "}") == "body is nested deeper than 64 levels");
    const auto empty = in_objects("{}", 63);
    CHECK(parsed(empty).nodes.size() == 64);
    CHECK(problem_of(R"({"a":)" + empty + "}") == "body is nested deeper than 64 levels");
    CHECK(problem_of(R"({"a":[)" + empty + "]}") == "body is nested deeper than 64 levels");
}

TEST_CASE("what is no JSON object is said to be none") {
    CHECK(problem_of("") == "body is empty");
    for (const char* body : {"[]", "1", "\"text\"", "null", "true", R"([{"a":1}])"})
        CHECK_MESSAGE(problem_of(body) == "body is not a JSON object", body);
    for (const char* body : {"{",
                             "}",
                             "{}}",
                             "{} {}",
                             "{}x",
                             "{,}",
                             R"({"a"})",
                             R"({"a":})",
                             R"({"a":1,})",
                             R"({'a':1})",
                             R"({a:1})",
                             R"({"a":tru})",
                             R"({"a":nul})",
                             R"({"a":NaN})",
                             R"({"a":"x)",
                             R"({"a":"\x"})",
                             R"({"a":"\u12"})",
                             "{\"a\":\"\n\"}",
                             "{\"a\":\"\x01\"}",
                             "   ",
                             "\xef\xbb\xbf{}",
                             "// c\n{}",
                             R"({"a":[1,2})",
                             R"({"a":[1 2]})",
                             R"({"a":1 "b":2})",
                             R"({"a":"\ud800"})"})
        CHECK_MESSAGE(!problem_of(body).empty(), body);
    for (const char* body : {R"({"a":01})", R"({"a":-})", R"({"a":1.})", R"({"a":.5})", R"({"a":+1})", R"({"a":0x10})",
                             R"({"a":18446744073709551616})", R"({"a":-9223372036854775809})", R"({"a":1e999})"})
        CHECK_MESSAGE(!problem_of(body).empty(), body);
    for (const std::string_view body :
         {"{\"a\":\"\xff\"}", "{\"a\":\"\xc0\x80\"}", "{\"a\":\"\xed\xa0\x80\"}", "{\"\xe2\x82\":1}"})
        CHECK_MESSAGE(problem_of(body) == "body is not valid UTF-8", body);
    CHECK_FALSE(problem_of(std::string_view{"{}\0", 3}).empty());
    CHECK_FALSE(problem_of(std::string_view{"{\"a\":\0}", 7}).empty());
}

TEST_CASE("whitespace around and within is fine") {
    CHECK(parsed(" \t\r\n{ \"a\" : [ 1 , 2 ] }\n").nodes.size() == 4);
}

TEST_CASE("a parser is as good after a bad or a very large body") {
    DocumentParser parser;
    Document document;
    const std::string small = R"({"a":"b"})";
    const std::string large = R"({"a":")" + std::string(std::size_t{500} * 1024, 'x') + R"("})";
    for (int round = 0; round < 3; ++round) {
        CHECK_FALSE(parser.parse("{", document).empty());
        REQUIRE(parser.parse(small, document).empty());
        CHECK(document.text(document.find("a")) == "b");
        REQUIRE(parser.parse(large, document).empty());
        CHECK(document.text(document.find("a")).size() == std::size_t{500} * 1024);
        CHECK_FALSE(parser.parse(std::string(std::size_t{65} * 1024, '['), document).empty());
    }
    for (std::size_t size = 1; size < 40000; size += 997) {
        REQUIRE(parser.parse(R"({"a":")" + std::string(size, 'y') + R"("})", document).empty());
        CHECK(document.text(document.find("a")).size() == size);
    }
}

TEST_CASE("the body's memory is read no further than its size") {
    DocumentParser parser;
    Document document;
    const std::string body = R"({"a":12})";
    for (std::size_t size = 0; size < body.size(); ++size) {
        const std::vector<char> exact(body.data(), body.data() + size); // asan watches its end
        CHECK_FALSE(parser.parse({exact.data(), exact.size()}, document).empty());
    }
}

} // namespace turnout::eventsub
