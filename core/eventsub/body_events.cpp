#include "core/eventsub/body_events.hpp"

#include "core/eventsub/envelope.hpp"
#include "core/eventsub/json.hpp"
#include "core/eventsub/judge.hpp"

#include <stdexcept>

namespace turnout::eventsub {

namespace {

Kind kind_of(const Envelope& envelope, const simdjson::dom::object& root) {
    simdjson::dom::element emitted;
    if (first_member(root, "emitted", emitted)) return Kind::emitted;
    return envelope.status == status_enabled ? Kind::notification : Kind::revocation;
}

} // namespace

BodyEvents::BodyEvents(std::string body, Time now) : body_(std::move(body)) {
    JsonReader reader;
    simdjson::dom::element root;
    if (const auto problem = reader.read(body_, root); !problem.empty())
        throw std::invalid_argument{std::string{problem}};
    const simdjson::dom::object object{root};
    Envelope envelope;
    envelope.read(object);
    if (!envelope.has_subscription || envelope.type.empty() || envelope.version.empty())
        throw std::invalid_argument("it has no subscription with a type and a version");
    if (envelope.has_events && !envelope.event_problem.empty())
        throw std::invalid_argument{std::string{envelope.event_problem}};
    Event event;
    event.kind = kind_of(envelope, object);
    event.subscription_id = keep(envelope.id);
    event.type = keep(envelope.type);
    event.version = keep(envelope.version);
    event.status = keep(envelope.status);
    event.broadcaster_id = keep(envelope.broadcaster());
    event.sent = event.accepted = now;
    event.body = body_;
    if (envelope.elements.empty()) events_.push_back(event);
    event.batch_size = static_cast<std::uint32_t>(envelope.elements.size());
    for (const auto element : envelope.elements) {
        event.element_id = keep(element);
        events_.push_back(event);
        ++event.batch_index;
    }
}

} // namespace turnout::eventsub
