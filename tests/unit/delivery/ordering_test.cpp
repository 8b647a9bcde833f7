#include "core/delivery/ordering.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace turnout;
using delivery::Ordering;

namespace {

constexpr std::string_view follow =
    R"({"subscription":{"id":"s"},"event":{"user_id":"7","broadcaster_user_id":"9","reward":{"id":"r"},"tier":1000,)"
    R"("huge":18446744073709551615,"gift":true,"anonymous":false,"nothing":null,"list":[1]}})";
constexpr std::string_view batch =
    R"({"subscription":{"id":"s"},"events":[{"id":"a","data":{"user_id":"1"}},{"id":"b","data":{"user_id":"2"}}]})";

delivery::Prepared prepared(std::string_view body) {
    delivery::Prepared event;
    event.stored.event.body = body;
    event.stored.event.subscription_id = "s";
    delivery::Preparer{}.parse(event);
    return event;
}

std::string key(std::string_view order_by, const delivery::Prepared& event) {
    return Ordering{order_by}.key(event);
}

} // namespace

TEST_CASE("The key is what the route orders by") {
    auto event = prepared(follow);
    CHECK(key("broadcaster", event) == "9"); // from the body, as the condition has none
    event.stored.event.broadcaster_id = "42";
    CHECK(key("broadcaster", event) == "42");
    CHECK(key("user", event) == "7");
    CHECK(key("subscription", event) == "s");
    CHECK(key("none", event).empty());
}

TEST_CASE("A path of the body is a key when it leads to a plain value") {
    const auto event = prepared(follow);
    CHECK(key("event.reward.id", event) == "r");
    CHECK(key("subscription.id", event) == "s");
    CHECK(key("event.tier", event) == "1000");
    CHECK(key("event.huge", event) == "18446744073709551615");
    CHECK(key("event.gift", event) == "true");
    CHECK(key("event.anonymous", event) == "false");
    for (const auto* path : {"event.nothing", "event.list", "event.reward", "event.absent", "event.user_id.more", "x"})
        CHECK(key(path, event).empty());
}

TEST_CASE("In a batch the event is the element") {
    auto event = prepared(batch);
    CHECK(key("user", event).empty());
    for (std::uint32_t index = 0; index < 2; ++index) {
        delivery::Prepared element;
        element.stored.event.body = batch;
        element.stored.event.element_id = index == 0 ? "a" : "b";
        element.stored.event.batch_index = index;
        delivery::Preparer{}.parse(element);
        CHECK(key("user", element) == (index == 0 ? "1" : "2"));
        CHECK(key("subscription.id", element) == "s");
    }
}

TEST_CASE("An event without a document has the keys that need none") {
    auto event = prepared("no json");
    CHECK(event.document == nullptr);
    event.stored.event.broadcaster_id = "42";
    CHECK(key("broadcaster", event) == "42");
    CHECK(key("user", event).empty());
    CHECK(key("event.user_id", event).empty());
}

TEST_CASE("Lane numbers are stored, so they never change") {
    CHECK(delivery::lane_number("") == 0);
    CHECK(delivery::lane_number("1337") == 3628190752358617596);
    std::set<std::uint64_t> numbers;
    for (int number = 0; number < 100'000; ++number) {
        const auto lane = delivery::lane_number(std::to_string(number));
        CHECK(lane > 0);
        CHECK(lane < (std::uint64_t{1} << 62));
        numbers.insert(lane);
    }
    CHECK(numbers.size() == 100'000);
}
