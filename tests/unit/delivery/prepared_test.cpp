#include "core/delivery/prepared.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace turnout::delivery;

TEST_CASE("A body is parsed once, and its document's memory is used again") {
    const std::string body = R"({"event":{"user_id":"7"}})";
    Preparer preparer;
    const turnout::eventsub::Document* used = nullptr;
    {
        Prepared event;
        event.stored.event.body = body;
        preparer.parse(event);
        used = event.document.get();
        REQUIRE(used != nullptr);
        CHECK(event.event_index != 0);
        preparer.parse(event);
        CHECK(event.document.get() == used);
        CHECK(event.bytes() > body.size());
    }
    Prepared event;
    event.stored.event.body = body;
    preparer.parse(event);
    CHECK(event.document.get() == used);
}

TEST_CASE("The elements of a batch share one document") {
    const std::string body = R"({"events":[{"id":"a","data":{"n":1}},{"id":"b","data":{"n":2}}]})";
    Preparer preparer;
    Prepared first, second;
    for (auto* event : {&first, &second}) {
        event->stored.event.body = body;
        event->stored.event.batch_size = 2;
    }
    first.stored.event.element_id = "a";
    second.stored.event.element_id = "b";
    second.stored.event.batch_index = 1;
    preparer.parse(first);
    preparer.parse(second);
    CHECK(first.document == second.document);
    CHECK(first.event_index != 0);
    CHECK(second.event_index > first.event_index);
}

TEST_CASE("What is no JSON object has no document") {
    const std::string body = "[1]";
    Preparer preparer;
    Prepared event;
    event.stored.event.body = body;
    preparer.parse(event);
    CHECK(event.parsed);
    CHECK(event.document == nullptr);
    CHECK(event.event_index == 0);
}
