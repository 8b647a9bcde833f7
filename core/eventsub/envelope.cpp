#include "core/eventsub/envelope.hpp"

#include "core/eventsub/json.hpp"

#include <array>

namespace turnout::eventsub {

namespace {

namespace dom = simdjson::dom;

std::string_view text(const dom::object& object, std::string_view name) {
    dom::element value;
    std::string_view content;
    if (first_member(object, name, value) && value.get(content) == simdjson::SUCCESS) return content;
    return {};
}

bool object_member(const dom::object& object, std::string_view name, dom::object& member) {
    dom::element value;
    return first_member(object, name, value) && value.get(member) == simdjson::SUCCESS;
}

} // namespace

std::string_view Envelope::broadcaster() const {
    constexpr std::array<std::string_view, 4> keys{"broadcaster_user_id", "to_broadcaster_user_id",
                                                   "from_broadcaster_user_id", "user_id"};
    for (const auto key : keys)
        for (const auto& [name, value] : condition)
            if (name == key) return value;
    return {};
}

void Envelope::clear() {
    has_subscription = conduit_shard = has_event = has_events = false;
    id = type = version = status = challenge = event_problem = {};
    condition.clear();
    elements.clear();
}

void Envelope::read(const dom::object& root) {
    clear();
    dom::object inner;
    has_subscription = object_member(root, "subscription", inner);
    if (has_subscription) read_subscription(inner);
    challenge = text(root, "challenge");
    conduit_shard = object_member(root, "conduit_shard", inner);

    dom::element event, events;
    has_event = first_member(root, "event", event);
    has_events = first_member(root, "events", events);
    if (has_event && has_events)
        event_problem = "body has both event and events";
    else if (has_events)
        event_problem = read_events(events);
    else if (!has_event)
        event_problem = "body has neither event nor events";
    else if (!event.is_object())
        event_problem = "event is not an object";
}

void Envelope::read_subscription(const dom::object& subscription) {
    id = text(subscription, "id");
    type = text(subscription, "type");
    version = text(subscription, "version");
    status = text(subscription, "status");
    dom::object keys;
    if (!object_member(subscription, "condition", keys)) return;
    for (const auto& [name, value] : keys) {
        std::string_view content;
        if (value.get(content) == simdjson::SUCCESS && !content.empty()) condition.emplace_back(name, content);
    }
}

std::string_view Envelope::read_events(const dom::element& events) {
    dom::array array;
    if (events.get(array) != simdjson::SUCCESS) return "events is not an array";
    for (const dom::element element : array) {
        dom::object object, data;
        if (element.get(object) != simdjson::SUCCESS) return "an element of events is not an object";
        const auto element_id = text(object, "id");
        if (element_id.empty()) return "an element of events has no id";
        if (!object_member(object, "data", data)) return "an element of events has no data";
        elements.push_back(element_id);
    }
    return elements.empty() ? "events is empty" : std::string_view{};
}

} // namespace turnout::eventsub
