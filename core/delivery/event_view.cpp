#include "core/delivery/event_view.hpp"

#include "core/delivery/route_run.hpp"

#include <array>
#include <charconv>

namespace turnout::delivery {

namespace {

turnout_str view(std::string_view text) {
    return {text.data(), text.size()};
}

void append(std::string& text, std::uint64_t number) {
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    text.append(digits.data(), end);
}

void write_delivery_id(Delivery& delivery) {
    auto& id = delivery.delivery_id;
    id.assign(delivery.route->route().name);
    id += '/';
    append(id, delivery.sequence);
    id += '/';
    append(id, delivery.replay);
}

std::int64_t nanoseconds(eventsub::Time time) {
    return time.time_since_epoch().count();
}

void describe_document(const Prepared& event, turnout_event& abi) {
    if (!event.document) return;
    const auto& document = *event.document;
    abi.nodes = document.nodes.data();
    abi.node_count = static_cast<std::uint32_t>(document.nodes.size());
    abi.event_index = event.event_index;
    abi.arena = document.arena.data();
    abi.arena_size = document.arena.size();
}

} // namespace

void describe(Delivery& delivery) {
    write_delivery_id(delivery);
    const auto& event = delivery.event->stored.event;
    auto& abi = delivery.abi;
    abi = {};
    abi.struct_size = sizeof abi;
    abi.kind = static_cast<turnout_event_kind>(event.kind);
    abi.token = delivery.token;
    abi.delivery_id = view(delivery.delivery_id);
    abi.route = view(delivery.route->route().name);
    abi.sequence = delivery.sequence;
    abi.attempt = delivery.attempt;
    abi.replayed = delivery.replay == 0 ? 0 : 1;
    abi.message_id = view(event.message_id);
    abi.element_id = view(event.element_id);
    abi.batch_index = event.batch_index;
    abi.batch_size = event.batch_size;
    abi.subscription_id = view(event.subscription_id);
    abi.type = view(event.type);
    abi.version = view(event.version);
    abi.broadcaster_id = view(event.broadcaster_id);
    abi.sent_unix_ns = nanoseconds(event.sent);
    abi.accepted_unix_ns = nanoseconds(event.accepted);
    abi.message_retry = view(event.retry);
    abi.ordering_key = view(delivery.ordering_key);
    abi.deadline_ns = std::chrono::nanoseconds{delivery.deadline.time_since_epoch()}.count();
    abi.body = view(event.body);
    describe_document(*delivery.event, abi);
    delivery.outcome.struct_size = sizeof delivery.outcome;
    delivery.outcome.retry_after_ms = 0;
    delivery.outcome.reason[0] = '\0';
}

} // namespace turnout::delivery
