#include <turnout/testing/event.hpp>

#include <turnout/event_info.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

using turnout::testing::event;

namespace {

std::string event_of(const event& made) {
    const auto& document = made.document();
    return turnout::testing::write_json(document, document.member(0, "event"));
}

} // namespace

TEST_CASE("an event is changed at a path, and what lacks on the way is made") {
    auto made = event::of("channel.raid", "1", R"({"viewers":5,"list":[{"type":"a"},2]})");
    made.set("event.viewers", 7)
        .set("event.list[0].type", "b\"\n")
        .set("event.list.1", true)
        .set("event.new.deep", nullptr)
        .set_json("event.more", "[1.5]");
    CHECK(event_of(made) == R"({"viewers":7,"list":[{"type":"b\"\u000a"},true],"new":{"deep":null},"more":[1.5]})");
    made.remove("event.list").remove("event.nothing").remove("event.new.deep");
    CHECK(event_of(made) == R"({"viewers":7,"new":{},"more":[1.5]})");
}

TEST_CASE("a path that leads nowhere is refused") {
    auto made = event::of("channel.raid", "1", R"({"viewers":5,"list":[1]})");
    CHECK_THROWS_AS(made.set("event.viewers.x", 1), std::invalid_argument);
    CHECK_THROWS_AS(made.set("event.list[1]", 1), std::invalid_argument);
    CHECK_THROWS_AS(made.set("", 1), std::invalid_argument);
    CHECK_THROWS_AS(made.set("event..x", 1), std::invalid_argument);
    CHECK_THROWS_AS(made.set_json("event.x", "{"), turnout::testing::json_error);
    CHECK(event_of(made) == R"({"viewers":5,"list":[1]})"); // a failure changes nothing
}

TEST_CASE("the record says what the body says") {
    auto made = event::of("channel.raid", "1", R"({"viewers":5})");
    made.attempt(3).replayed().message_id("m").ordering_key("k");
    const auto record = made.record(9, "test/9/0");
    const turnout::event_info info{record};
    CHECK(info.kind() == TURNOUT_EVENT_NOTIFICATION);
    CHECK(info.type() == "channel.raid");
    CHECK(info.version() == "1");
    CHECK(info.broadcaster_id() == "1337");
    CHECK(info.subscription_id() == "s1");
    CHECK(info.message_id() == "m");
    CHECK(info.attempt() == 3);
    CHECK(info.replayed());
    CHECK(info.delivery_id() == "test/9/0");
    CHECK(info.body() == made.body());
    CHECK(info.data()["viewers"].integer() == 5);
}

TEST_CASE("a body without an event is a revocation, and a batched one has elements") {
    event revoked{R"({"subscription":{"status":"user_removed","type":"a","version":"1","condition":{"user_id":"7"}}})"};
    CHECK(revoked.record(1, "").kind == TURNOUT_EVENT_REVOCATION);
    CHECK(turnout::to_view(revoked.record(1, "").broadcaster_id) == "7");
    CHECK(revoked.kind(TURNOUT_EVENT_TEST).record(1, "").kind == TURNOUT_EVENT_TEST);

    event batch{
        R"({"subscription":{"type":"a","version":"1"},"events":[{"id":"x","data":{"n":1}},{"id":"y","data":{"n":2}}]})"};
    const auto record = batch.element(1).record(1, "");
    CHECK(record.kind == TURNOUT_EVENT_NOTIFICATION);
    CHECK(record.batch_index == 1);
    CHECK(record.batch_size == 2);
    CHECK(turnout::to_view(record.element_id) == "y");
    CHECK(turnout::event_info{record}.data()["n"].integer() == 2);
    CHECK(batch.element(2).record(1, "").event_index == 0);
}
