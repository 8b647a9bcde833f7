#include "core/journal/record.hpp"

namespace turnout::journal {

namespace {

constexpr char format_version = 1;

void put_text(std::string& out, std::string_view text) {
    put_varint(out, text.size());
    out.append(text);
}

std::string_view take_text(std::string_view& in) {
    const std::uint64_t size = take_varint(in);
    if (size > in.size()) throw BadRecord("a text of a stored event is cut off");
    const std::string_view text = in.substr(0, size);
    in.remove_prefix(size);
    return text;
}

// Zigzag, so that a time before 1970 costs no more than its distance.
void put_time(std::string& out, eventsub::Time time) {
    const std::int64_t count = time.time_since_epoch().count();
    put_varint(out, (static_cast<std::uint64_t>(count) << 1) ^ static_cast<std::uint64_t>(count >> 63));
}

eventsub::Time take_time(std::string_view& in) {
    const std::uint64_t value = take_varint(in);
    const auto count = static_cast<std::int64_t>((value >> 1) ^ (~(value & 1) + 1));
    return eventsub::Time(eventsub::Duration(count));
}

std::uint32_t take_small(std::string_view& in) {
    const std::uint64_t value = take_varint(in);
    if (value > UINT32_MAX) throw BadRecord("a number of a stored event is out of range");
    return static_cast<std::uint32_t>(value);
}

void decode_one(std::string_view& in, std::vector<eventsub::Event>& events) {
    if (in.front() != format_version) throw BadRecord("a stored event has a format that this version does not know");
    in.remove_prefix(1);
    eventsub::Event event;
    event.kind = static_cast<eventsub::Kind>(take_small(in));
    event.batch_size = take_small(in);
    event.sent = take_time(in);
    event.accepted = take_time(in);
    event.message_id = take_text(in);
    event.subscription_id = take_text(in);
    event.type = take_text(in);
    event.version = take_text(in);
    event.status = take_text(in);
    event.broadcaster_id = take_text(in);
    event.retry = take_text(in);
    event.body = take_text(in);
    const std::uint32_t count = take_small(in);
    if (count == 0) throw BadRecord("a stored message has no event");
    for (std::uint32_t i = 0; i < count; ++i) {
        event.batch_index = take_small(in);
        event.element_id = take_text(in);
        events.push_back(event);
    }
}

} // namespace

void put_varint(std::string& out, std::uint64_t value) {
    while (value >= 0x80) {
        out.push_back(static_cast<char>((value & 0x7f) | 0x80));
        value >>= 7;
    }
    out.push_back(static_cast<char>(value));
}

std::uint64_t take_varint(std::string_view& in) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !in.empty(); shift += 7) {
        const auto byte = static_cast<std::uint8_t>(in.front());
        in.remove_prefix(1);
        value |= std::uint64_t{byte & 0x7fU} << shift;
        if (byte < 0x80) return value;
    }
    throw BadRecord("a number of a stored event is cut off");
}

void encode_record(const eventsub::Event& message, std::span<const RecordElement> elements, std::string& out) {
    out.push_back(format_version);
    put_varint(out, static_cast<std::uint64_t>(message.kind));
    put_varint(out, message.batch_size);
    put_time(out, message.sent);
    put_time(out, message.accepted);
    put_text(out, message.message_id);
    put_text(out, message.subscription_id);
    put_text(out, message.type);
    put_text(out, message.version);
    put_text(out, message.status);
    put_text(out, message.broadcaster_id);
    put_text(out, message.retry);
    put_text(out, message.body);
    const RecordElement only{message.element_id, message.batch_index};
    if (elements.empty()) elements = {&only, 1};
    put_varint(out, elements.size());
    for (const RecordElement& element : elements) {
        put_varint(out, element.index);
        put_text(out, element.id);
    }
}

std::vector<eventsub::Event> decode_records(std::string_view data) {
    std::vector<eventsub::Event> events;
    while (!data.empty()) decode_one(data, events);
    return events;
}

} // namespace turnout::journal
