#include "core/journal/record.hpp"

#include <doctest/doctest.h>

#include <array>
#include <limits>

namespace turnout::test {

using namespace journal;

namespace {

eventsub::Event sample() {
    eventsub::Event event;
    event.kind = eventsub::Kind::revocation;
    event.message_id = "message";
    event.element_id = "element";
    event.batch_index = 3;
    event.batch_size = 70'000;
    event.subscription_id = "subscription";
    event.type = "channel.follow";
    event.version = "2";
    event.status = "user_removed";
    event.broadcaster_id = "1337";
    event.retry = "1";
    event.sent = eventsub::Time(eventsub::Duration(std::numeric_limits<std::int64_t>::max()));
    event.accepted = eventsub::Time(eventsub::Duration(std::numeric_limits<std::int64_t>::min()));
    event.body = std::string_view("\0body\xff", 6);
    return event;
}

} // namespace

TEST_CASE("a record comes back with every member") {
    std::string data;
    encode_record(sample(), {}, data);
    const auto events = decode_records(data);
    REQUIRE(events.size() == 1);
    const eventsub::Event& event = events[0];
    CHECK(event.kind == eventsub::Kind::revocation);
    CHECK(event.message_id == "message");
    CHECK(event.element_id == "element");
    CHECK(event.batch_index == 3);
    CHECK(event.batch_size == 70'000);
    CHECK(event.subscription_id == "subscription");
    CHECK(event.type == "channel.follow");
    CHECK(event.version == "2");
    CHECK(event.status == "user_removed");
    CHECK(event.broadcaster_id == "1337");
    CHECK(event.retry == "1");
    CHECK(event.sent == sample().sent);
    CHECK(event.accepted == sample().accepted);
    CHECK(event.body == sample().body);
}

TEST_CASE("elements share the body of their message") {
    std::string data;
    const std::array<RecordElement, 2> elements{{{"a", 1}, {"b", 300}}};
    encode_record(sample(), elements, data);
    encode_record(sample(), {}, data);
    const auto events = decode_records(data);
    REQUIRE(events.size() == 3);
    CHECK(events[0].element_id == "a");
    CHECK(events[1].element_id == "b");
    CHECK(events[1].batch_index == 300);
    CHECK(events[0].body.data() == events[1].body.data());
    CHECK(events[2].element_id == "element");
}

TEST_CASE("cut or unknown records are refused, none reads past the end") {
    std::string data;
    encode_record(sample(), {}, data);
    for (std::size_t size = 1; size < data.size(); ++size) {
        CAPTURE(size);
        CHECK_THROWS_AS(decode_records(std::string(data, 0, size)), BadRecord);
    }
    for (std::size_t at = 0; at < data.size(); ++at) {
        std::string damaged = data;
        damaged[at] = static_cast<char>(damaged[at] ^ '\xff');
        try {
            decode_records(damaged);
        } catch (const BadRecord&) {
            continue; // either is fine, reading elsewhere is not: the sanitizers see to that
        }
    }
    data[0] = 9;
    CHECK_THROWS_AS(decode_records(data), BadRecord);
}

TEST_CASE("numbers of any size come back") {
    for (const std::uint64_t value : {std::uint64_t{0}, std::uint64_t{127}, std::uint64_t{128}, std::uint64_t{1} << 35,
                                      std::numeric_limits<std::uint64_t>::max()}) {
        std::string bytes;
        put_varint(bytes, value);
        std::string_view in = bytes;
        CHECK(take_varint(in) == value);
        CHECK(in.empty());
    }
}

} // namespace turnout::test
