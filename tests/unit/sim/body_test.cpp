#include "core/sim/message.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

using turnout::sim::Body;

TEST_CASE("members keep their order") {
    const Body body(R"({"z":1,"a":{"y":2,"b":[3]}})");
    CHECK(body.json() == R"({"z":1,"a":{"y":2,"b":[3]}})");
}

TEST_CASE("set() takes JSON where the value is JSON, else text") {
    Body body(R"({"event":{"n":1}})");
    body.set("event.n", "42");
    body.set("event.on", "true");
    body.set("event.name", "ada");
    body.set("event.quoted", R"("7")");
    body.set("event.none", "null");
    body.set("event.list", R"([1,"x"])");
    CHECK(body.json() == R"({"event":{"n":42,"on":true,"name":"ada","quoted":"7","none":null,"list":[1,"x"]}})");
}

TEST_CASE("set_text() always makes text") {
    Body body("{}");
    body.set_text("a", "42");
    CHECK(body.json() == R"({"a":"42"})");
}

TEST_CASE("set() makes the objects that lack on the way and goes through arrays by index") {
    Body body(R"({"events":[{"id":"1"},{"id":"2"}]})");
    body.set("a.b.c", "1");
    body.set("events.1.id", "x");
    CHECK(body.json() == R"({"events":[{"id":"1"},{"id":"x"}],"a":{"b":{"c":1}}})");
    CHECK(body.batch_size() == 2);
    CHECK(body.text("events.1.id") == "x");
}

TEST_CASE("a path that leads nowhere is refused") {
    Body body(R"({"n":1,"list":[1]})");
    for (const char* path : {"n.x", "list.1", "list.x", "", ".a", "a..b", "list.0.x"}) {
        CAPTURE(path);
        CHECK_THROWS_AS(body.set(path, "1"), std::invalid_argument);
    }
}

TEST_CASE("what is no JSON object is refused") {
    for (const char* text : {"", "[1]", "{", "1", "{\"a\":}"}) {
        CAPTURE(text);
        CHECK_THROWS_AS(Body{text}, std::invalid_argument);
    }
}
