#include "core/plugin/isolation/event_message.hpp"

#include <turnout/text.hpp>

#include <cstring>
#include <tuple>

namespace turnout::plugins::isolation {

namespace {

/// In the order in which they are sent.
template <class Event> auto numbers_of(Event& event) {
    return std::tie(event.kind, event.token, event.sequence, event.attempt, event.replayed, event.batch_index,
                    event.batch_size, event.sent_unix_ns, event.accepted_unix_ns, event.deadline_ns, event.node_count,
                    event.event_index);
}

template <class Event> auto texts_of(Event& event) {
    return std::tie(event.delivery_id, event.route, event.message_id, event.element_id, event.subscription_id,
                    event.type, event.version, event.broadcaster_id, event.message_retry, event.ordering_key,
                    event.body);
}

std::string_view nodes_of(const turnout_event& event) {
    const void* nodes = event.nodes;
    return {static_cast<const char*>(nodes), event.nodes == nullptr ? 0 : event.node_count * sizeof(turnout_node)};
}

} // namespace

void append_event(std::string& to, const turnout_event& event) {
    const MessageFrame frame{to, Kind::event};
    Writer writer{to};
    std::apply([&](const auto&... number) { (writer.put(number), ...); }, numbers_of(event));
    std::apply([&](const auto&... text) { (writer.put(to_view(text)), ...); }, texts_of(event));
    writer.put(nodes_of(event));
    writer.put(std::string_view{event.arena, event.arena_size});
}

EventMemory::EventMemory(std::string_view record) : bytes_(record) {
    Reader reader{bytes_};
    event_.struct_size = sizeof event_;
    std::apply([&](auto&... number) { (reader.get(number), ...); }, numbers_of(event_));
    std::apply([&](auto&... text) { ((text = to_str(reader.text())), ...); }, texts_of(event_));
    time_ = std::chrono::nanoseconds{event_.deadline_ns} - std::chrono::steady_clock::now().time_since_epoch();
    const auto nodes = reader.text();
    const auto arena = reader.text();
    reader.end();
    if (nodes.empty()) {
        event_.node_count = 0;
        return;
    }
    if (nodes.size() != event_.node_count * sizeof(turnout_node)) throw WireError("an event has too few nodes");
    nodes_.resize(event_.node_count);
    std::memcpy(nodes_.data(), nodes.data(), nodes.size());
    event_.nodes = nodes_.data();
    event_.arena = arena.data();
    event_.arena_size = arena.size();
}

} // namespace turnout::plugins::isolation
