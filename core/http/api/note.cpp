#include "core/http/api/note.hpp"

#include "core/http/api/json.hpp"

namespace turnout::http {
namespace {

Note about(const eventsub::Event& event, const char* name, eventsub::Time time) {
    Note note;
    note.name = name;
    note.time = time;
    note.kind = event.kind;
    note.message_id = event.message_id;
    note.element_id = event.element_id;
    note.type = event.type;
    note.version = event.version;
    note.broadcaster_id = event.broadcaster_id;
    return note;
}

const char* verdict_of(journal::Disposition disposition) {
    switch (disposition) {
    case journal::Disposition::stale: return "stale";
    case journal::Disposition::undecodable: return "undecodable";
    case journal::Disposition::unknown: return "unknown";
    case journal::Disposition::deliver: break;
    }
    return "";
}

double in_milliseconds(std::chrono::nanoseconds time) {
    return std::chrono::duration<double, std::milli>(time).count();
}

} // namespace

Note Note::accepted(const journal::Arrival& arrival) {
    const bool kept = arrival.disposition != journal::Disposition::deliver;
    Note note = about(arrival.event, kept ? "settled" : "accepted", arrival.event.accepted);
    note.elements = arrival.elements.size();
    if (!kept) return note;
    note.route = journal::host_route;
    note.verdict = verdict_of(arrival.disposition);
    note.reason = arrival.reason;
    return note;
}

Note Note::outcome(const delivery::Settlement& settlement, eventsub::Time now) {
    Note note = about(*settlement.event, settlement.verdict == "retry" ? "waiting" : "settled", now);
    note.route = settlement.route;
    note.verdict = settlement.verdict;
    note.reason = settlement.reason;
    note.attempt = settlement.attempt;
    note.since_accepted = settlement.since_accepted;
    note.handling = settlement.handling;
    return note;
}

std::string text_of(const Note& note) {
    auto data = make_object();
    data->set("time", json_of(note.time))
        .set("kind", std::string(name_of(note.kind)))
        .set("message_id", readable(note.message_id))
        .set("element_id", readable(note.element_id))
        .set("type", readable(note.type))
        .set("version", readable(note.version))
        .set("broadcaster_id", readable(note.broadcaster_id));
    if (note.elements > 0) data->set("elements", note.elements);
    if (!note.route.empty())
        data->set("route", note.route)
            .set("verdict", readable(note.verdict))
            .set("reason", readable(note.reason))
            .set("attempt", note.attempt);
    if (note.since_accepted) data->set("since_accepted_ms", in_milliseconds(*note.since_accepted));
    if (note.handling) data->set("handling_ms", in_milliseconds(*note.handling));
    return std::string("event: ").append(note.name).append("\ndata: ").append(text_of(*data)).append("\n");
}

bool type_fits(std::string_view wanted, std::string_view type) {
    if (!wanted.ends_with('*')) return wanted == type;
    return type.starts_with(wanted.substr(0, wanted.size() - 1));
}

} // namespace turnout::http
