#include "core/plugin/isolation/calls.hpp"
#include "core/plugin/isolation/event_message.hpp"
#include "tests/unit/plugin/fixture/event.hpp"

#include <turnout/text.hpp>

#include <doctest/doctest.h>

#include <cstring>

using namespace turnout::plugins::isolation;
using turnout::test::Event;

namespace {

std::string_view only_record(const std::string& packet, Kind expected) {
    std::string_view found;
    int count = 0;
    for_each_message(packet, [&](Kind kind, std::string_view record) {
        CHECK(kind == expected);
        found = record;
        ++count;
    });
    CHECK(count == 1);
    return found;
}

} // namespace

TEST_CASE("wire: a message comes out as it went in") {
    Begin begin;
    begin.instance = "alerts";
    begin.settings = {{"path", "/tmp/x"}, {"empty", ""}};
    begin.threads = 4;
    begin.states = true;
    begin.confinement = {1 << 30, 5, 64, "nobody", true};
    const auto packet = encoded(begin);
    const auto again = decoded<Begin>(only_record(packet, Kind::begin));
    CHECK(again.instance == "alerts");
    CHECK(again.settings == begin.settings);
    CHECK(again.threads == 4);
    CHECK(again.states);
    CHECK_FALSE(again.timers);
    CHECK(again.confinement.memory == 1 << 30);
    CHECK(again.confinement.user == "nobody");
    CHECK(again.confinement.filter_system_calls);
}

TEST_CASE("wire: what may be absent, and lists of pairs") {
    const auto erased = encoded(WriteCall{1, 2, "key", std::nullopt});
    CHECK_FALSE(decoded<WriteCall>(only_record(erased, Kind::write)).value.has_value());
    const auto empty = encoded(WriteCall{1, 2, "key", ""});
    CHECK(decoded<WriteCall>(only_record(empty, Kind::write)).value == "");
    std::string body;
    Writer{body}.put(ScanReply{2, {{"a", "1"}, {"b", "2"}}});
    CHECK(decoded<ScanReply>(body).found.at(1).second == "2");
}

TEST_CASE("wire: several messages of a packet come in order") {
    std::string packet = encoded(Halt{});
    append(packet, Level{3});
    append(packet, Finish{});
    std::string kinds;
    for_each_message(packet,
                     [&](Kind kind, std::string_view) { kinds += std::to_string(static_cast<int>(kind)) + " "; });
    CHECK(kinds == "5 4 6 ");
}

TEST_CASE("wire: a message that is cut short anywhere, or too long, is an error") {
    const auto whole = encoded(LogLine{2, "something happened"});
    const auto read = [](std::string_view packet) {
        for_each_message(packet, [](Kind, std::string_view record) { decoded<LogLine>(record); });
    };
    CHECK_NOTHROW(read(whole));
    for (std::size_t size = 1; size < whole.size(); ++size) {
        CAPTURE(size);
        CHECK_THROWS_AS(read(std::string_view{whole}.substr(0, size)), WireError);
    }
    std::string longer;
    {
        const MessageFrame frame{longer, Kind::log};
        Writer{longer}.put(LogLine{2, "x"});
        longer += "rest";
    }
    CHECK_THROWS_AS(read(longer), WireError);
}

TEST_CASE("wire: a count that promises more than there is allocates nothing") {
    std::string record;
    Writer{record}.put(Result{1});
    Writer{record}.put(std::uint32_t{0xFFFFFFFF});
    CHECK_THROWS_AS(decoded<ScanReply>(record), WireError);
}

TEST_CASE("an event comes out as it went in, with its nodes") {
    auto original = Event::of("channel.follow", "2", R"({"user_login":"ada","n":[1,2.5,null]})");
    original.record().deadline_ns = 12345;
    original.record().ordering_key = turnout::to_str("broadcaster/1");
    std::string packet;
    append_event(packet, original.record());
    const EventMemory memory{only_record(packet, Kind::event)};
    const auto& event = memory.event();
    const auto& record = original.record();
    CHECK(turnout::to_view(event.type) == "channel.follow");
    CHECK(turnout::to_view(event.body) == original.body());
    CHECK(turnout::to_view(event.ordering_key) == "broadcaster/1");
    CHECK(event.token == record.token);
    CHECK(event.deadline_ns == 12345);
    CHECK(event.sent_unix_ns == record.sent_unix_ns);
    CHECK(event.event_index == record.event_index);
    REQUIRE(event.node_count == record.node_count);
    CHECK(std::memcmp(event.nodes, record.nodes, record.node_count * sizeof(turnout_node)) == 0);
    REQUIRE(event.arena_size == record.arena_size);
    CHECK(std::memcmp(event.arena, record.arena, record.arena_size) == 0);
    CHECK(event.nodes != record.nodes);
}

TEST_CASE("an event without nodes, and one whose count of nodes lies") {
    auto original = Event::of("channel.follow", "2", "{}");
    auto plain = original.record();
    plain.nodes = nullptr;
    plain.arena = nullptr;
    plain.arena_size = 0;
    std::string packet;
    append_event(packet, plain);
    const EventMemory memory{only_record(packet, Kind::event)};
    CHECK(memory.event().nodes == nullptr);
    CHECK(memory.event().node_count == 0);
    auto record = std::string{only_record(packet, Kind::event)};
    auto lying = original.record();
    std::string other;
    append_event(other, lying);
    auto bytes = std::string{only_record(other, Kind::event)};
    // node_count stands behind kind, token, sequence, attempt, replayed, batch (2) and three times.
    constexpr std::size_t place = 4 + 8 + 8 + 4 + 4 + 4 + 4 + 8 + 8 + 8;
    ++bytes[place];
    CHECK_THROWS_AS(EventMemory{bytes}, WireError);
}
