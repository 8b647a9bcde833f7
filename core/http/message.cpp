#include "core/http/message.hpp"

namespace turnout::http {
namespace {

journal::Disposition disposition_of(eventsub::Finding finding) {
    switch (finding) {
    case eventsub::Finding::stale: return journal::Disposition::stale;
    case eventsub::Finding::undecodable: return journal::Disposition::undecodable;
    case eventsub::Finding::unknown: return journal::Disposition::unknown;
    default: return journal::Disposition::deliver;
    }
}

} // namespace

Message::Message(Exchange exchange, eventsub::Inspection inspection, eventsub::MonotonicTime received)
    : exchange_(std::move(exchange)),
      inspection_(std::move(inspection)),
      received_(received) {
    exchange_.set_fallback(503);
    arrival_.disposition = disposition_of(inspection_.finding);
    if (arrival_.disposition != journal::Disposition::deliver) arrival_.reason = inspection_.reason;
    if (arrival_.disposition == journal::Disposition::stale) arrival_.in_time = disposition_of(inspection_.without_age);
    arrival_.event = inspection_.event;
    arrival_.elements = inspection_.elements;
}

} // namespace turnout::http
