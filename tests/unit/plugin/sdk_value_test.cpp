// turnout/value.hpp, decode.hpp, open_enum.hpp: dynamic access and decoding.
#include "tests/unit/plugin/fixture/event.hpp"

#include <turnout/any_event.hpp>
#include <turnout/decode.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

using turnout::any_event;
using turnout::decode;
using turnout::decode_error;
using turnout::test::Event;

namespace {

enum class colour { unknown, red, blue };

constexpr auto turnout_enum_names(colour) {
    return turnout::enum_names<colour, 2>{{{"red", colour::red}, {"blue", colour::blue}}};
}

struct inner {
    std::string name;
    std::optional<int> size;

    static constexpr auto fields() {
        return std::tuple{turnout::field{"name", &inner::name}, turnout::field{"size", &inner::size}};
    }
};

struct outer {
    std::vector<inner> list;
    turnout::open_enum<colour> paint;
    double ratio = 0;
    std::uint8_t small = 0;
    bool flag = false;
    turnout::value rest;
    std::optional<std::vector<std::string_view>> words;

    static constexpr auto fields() {
        using self = outer;
        return std::tuple{turnout::field{"list", &self::list},   turnout::field{"paint", &self::paint, "colour"},
                          turnout::field{"ratio", &self::ratio}, turnout::field{"small", &self::small},
                          turnout::field{"flag", &self::flag},   turnout::field{"rest", &self::rest},
                          turnout::field{"words", &self::words}};
    }
};

Event make(const std::string& event) {
    return Event::of("test", "1", event);
}

template <class T> std::string failure(const std::string& json) {
    auto event = make(json);
    try {
        static_cast<void>(decode<T>(any_event{event.record()}.data()));
    } catch (const decode_error& error) {
        CHECK(std::string{error.what()}.starts_with(error.path()));
        return error.what();
    }
    return {};
}

} // namespace

TEST_CASE("dynamic access finds, and what is missing remembers where") {
    auto event = make(R"({"a":{"b":[10,{"c":"x"},null]},"n":-5,"d":1.5,"big":18446744073709551615,"t":true})");
    const any_event e{event.record()};
    CHECK(e["a"]["b"][1]["c"].text() == "x");
    CHECK(e["a"]["b"].size() == 3);
    CHECK(e["n"].integer() == -5);
    CHECK(e["n"].number() == -5);
    CHECK(e["d"].number() == 1.5);
    CHECK(e["big"].number() == 18446744073709551615.0);
    CHECK(e["t"].boolean());
    CHECK(e["a"]["b"][2].is_null());
    CHECK(e["a"]["b"][2].exists());
    CHECK(!e["a"]["b"][2]);
    CHECK(!e["a"]["zip"]["zap"].exists());
    CHECK(e["a"]["zip"]["zap"].kind() == 0);
    CHECK(e["a"]["zip"][3].path() == "event.a.zip");
    CHECK(e["a"]["b"][9]["x"].path() == "event.a.b[9]");
    CHECK(e["n"]["deeper"].path() == "event.n.deeper");
    CHECK(e["a"]["b"][1]["c"].path() == "event.a.b[1].c");
    CHECK(e["a"]["b"][1]["c"].key() == "c");
    CHECK(e["n"].value_or(7) == -5);
    CHECK(e["none"].value_or(7) == 7);
    CHECK(e["a"]["b"][2].value_or<std::string>("default") == "default");
    CHECK_THROWS_WITH_AS(static_cast<void>(e["t"].value_or(7)), "event.t is true, expected a whole number",
                         decode_error);
    CHECK(e.root()["subscription"]["type"].text() == "test");
}

TEST_CASE("elements and members are walked in order") {
    auto event = make(R"({"list":[1,[2],3],"map":{"x":1,"y":{"z":2}}})");
    const any_event e{event.record()};
    std::string seen;
    for (const auto one : e["list"]) seen += std::to_string(one.kind());
    for (const auto one : e["map"]) seen += one.key();
    for (const auto one : e["list"][0]) seen += one.path(); // no container: nothing
    for (const auto one : e["none"]) seen += one.path();
    CHECK(seen == "484xy");
}

TEST_CASE("an event that is not there is missing, not a fault") {
    Event event{R"({"subscription":{"status":"user_removed"}})"};
    const turnout::revocation e{event.record()};
    CHECK(e.reason() == "user_removed");
    CHECK(!e.data().exists());
    CHECK(e.data()["x"].path() == "event");
    event.record().nodes = nullptr;
    CHECK(!e.root().exists());
    CHECK(!e.data().exists());
    CHECK_THROWS_AS(static_cast<void>(e.root().text()), decode_error);
}

TEST_CASE("a struct is filled, whatever the order of its keys") {
    auto event = make(R"({"flag":true,"words":["a","b"],"colour":"blue","small":255,"extra":{"x":[]},)"
                      R"("list":[{"size":null,"name":"n1"},{"name":"n2","size":4}],"rest":{"q":1},"ratio":2})");
    const auto out = decode<outer>(any_event{event.record()}.data());
    REQUIRE(out.list.size() == 2);
    CHECK(out.list[0].name == "n1");
    CHECK(!out.list[0].size);
    CHECK(out.list[1].size == 4);
    CHECK(out.paint == colour::blue);
    CHECK(out.paint.text() == "blue");
    CHECK(out.ratio == 2.0);
    CHECK(out.small == 255);
    CHECK(out.flag);
    CHECK(out.rest["q"].integer() == 1);
    REQUIRE(out.words);
    CHECK(out.words->at(1) == "b");
}

TEST_CASE("what cannot be decoded says where and what was expected") {
    CHECK(failure<inner>(R"({})") == "event.name is missing");
    CHECK(failure<inner>(R"({"name":null})") == "event.name is null, expected a string");
    CHECK(failure<inner>(R"({"name":"x","size":"4"})") == "event.size is a string, expected a whole number");
    CHECK(failure<inner>(R"({"name":"x","size":4000000000})") ==
          "event.size is a whole number, expected one that fits 32 bits");
    CHECK(failure<inner>(R"({"name":"x","size":1.5})") == "event.size is a real number, expected a whole number");
    CHECK(failure<inner>(R"({"name":"x","size":18446744073709551615})") ==
          "event.size is a whole number beyond 64 bits, expected a smaller whole number");
    CHECK(failure<outer>(R"({"list":[{"name":"a"},{"name":[]}]})") ==
          "event.list[1].name is an array, expected a string");
    CHECK(failure<outer>(R"({"list":{}})") == "event.list is an object, expected an array");
    CHECK(failure<outer>(R"({"list":[5]})") == "event.list[0] is a whole number, expected an object");
    CHECK(failure<outer>(R"({"list":[]})") == "event.paint is missing");
    CHECK(failure<outer>(R"({"list":[],"paint":"red","ratio":1,"small":256})") ==
          "event.small is a whole number, expected one that fits 8 bits");
}

TEST_CASE("an enumeration keeps what it does not know") {
    const turnout::open_enum<colour> known{"red"};
    const turnout::open_enum<colour> strange{"mauve"};
    CHECK(known == colour::red);
    CHECK(strange == colour::unknown);
    CHECK(strange.known() == colour::unknown);
    CHECK(strange.text() == "mauve");
    CHECK(strange != known);
    CHECK(turnout::open_enum<colour>{}.text().empty());
}

TEST_CASE("64-bit numbers keep their value") {
    auto event = make(R"({"low":-9223372036854775808,"high":9223372036854775807})");
    const any_event e{event.record()};
    CHECK(e["low"].as<std::int64_t>() == std::numeric_limits<std::int64_t>::min());
    CHECK(e["high"].as<std::int64_t>() == std::numeric_limits<std::int64_t>::max());
    CHECK(e["high"].as<std::uint64_t>() == 9223372036854775807ULL);
    CHECK_THROWS_AS(static_cast<void>(e["low"].as<std::uint64_t>()), decode_error);
}
