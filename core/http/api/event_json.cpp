#include "core/http/api/event_json.hpp"

#include "core/config/utf8.hpp"
#include "core/eventsub/timestamp.hpp"
#include "core/http/api/json.hpp"

#include <Poco/Base64Encoder.h>

#include <sstream>

namespace turnout::http {
namespace {

/// Nothing for a time that was never set.
Poco::Dynamic::Var time_or_null(eventsub::Time time) {
    return json_of(time == eventsub::Time{} ? std::nullopt : std::optional(time));
}

std::string base64(std::string_view bytes) {
    std::ostringstream out;
    Poco::Base64Encoder encoder(out);
    encoder.rdbuf()->setLineLength(0);
    encoder.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    encoder.close();
    return out.str();
}

const char* name_of(journal::RouteFate::Standing standing) {
    switch (standing) {
    case journal::RouteFate::Standing::before_start: return "before_start";
    case journal::RouteFate::Standing::settled: return "settled";
    case journal::RouteFate::Standing::open: break;
    }
    return "open";
}

} // namespace

const char* name_of(journal::ParkedState state) {
    switch (state) {
    case journal::ParkedState::waiting: return "waiting";
    case journal::ParkedState::held: return "held";
    case journal::ParkedState::dead: break;
    }
    return "dead";
}

Poco::JSON::Object::Ptr json_of(const eventsub::Event& event, journal::Sequence sequence) {
    auto result = make_object();
    result->set("sequence", sequence)
        .set("kind", std::string(name_of(event.kind)))
        .set("message_id", readable(event.message_id))
        .set("element_id", readable(event.element_id))
        .set("batch_index", event.batch_index)
        .set("batch_size", event.batch_size)
        .set("type", readable(event.type))
        .set("version", readable(event.version))
        .set("subscription_id", readable(event.subscription_id))
        .set("status", readable(event.status))
        .set("broadcaster_id", readable(event.broadcaster_id))
        .set("sent", time_or_null(event.sent))
        .set("accepted", time_or_null(event.accepted))
        .set("body_size", event.body.size());
    return result;
}

void add_headers(Poco::JSON::Object& object, const eventsub::Event& event) {
    auto headers = make_object();
    headers->set("Twitch-Eventsub-Message-Id", readable(event.message_id))
        .set("Twitch-Eventsub-Message-Retry", readable(event.retry))
        .set("Twitch-Eventsub-Message-Type", std::string(name_of(event.kind)))
        .set("Twitch-Eventsub-Message-Timestamp", time_or_null(event.sent))
        .set("Twitch-Eventsub-Subscription-Type", readable(event.type))
        .set("Twitch-Eventsub-Subscription-Version", readable(event.version));
    object.set("headers", headers);
}

void add_body(Poco::JSON::Object& object, const eventsub::Event& event) {
    if (config::is_utf8(event.body))
        object.set("body", std::string(event.body));
    else
        object.set("body_base64", base64(event.body));
}

Poco::JSON::Object::Ptr state_of(const journal::ParkedRow& row) {
    const journal::Parked& parked = row.parked;
    const bool waits = parked.state == journal::ParkedState::waiting;
    auto result = make_object();
    result->set("number", row.number)
        .set("state", std::string(name_of(parked.state)))
        .set("replay", parked.key.replay)
        .set("verdict", readable(parked.verdict))
        .set("reason", readable(parked.reason))
        .set("attempts", parked.attempts)
        .set("first_attempt", time_or_null(parked.first_attempt))
        .set("last_attempt", time_or_null(parked.last_attempt))
        .set("next_attempt", time_or_null(waits ? parked.next_attempt : eventsub::Time{}))
        .set("ordering_key", readable(parked.ordering_key))
        .set("plugin_id", readable(parked.plugin_id))
        .set("plugin_version", readable(parked.plugin_version))
        .set("damage", readable(parked.damage));
    return result;
}

Poco::JSON::Object::Ptr json_of(const journal::ParkedRow& row) {
    auto result = state_of(row);
    const journal::StoredEvent& stored = row.parked.event;
    result->set("route", row.parked.key.route);
    if (row.parked.damage.empty()) result->set("event", json_of(stored.event, row.parked.key.sequence));
    return result;
}

Poco::JSON::Object::Ptr json_of(const journal::RouteFate& fate) {
    Poco::JSON::Array::Ptr rows = new Poco::JSON::Array;
    for (const auto& row : fate.rows) rows->add(state_of(row));
    auto result = make_object();
    result->set("route", fate.route)
        .set("standing", std::string(name_of(fate.standing)))
        .set("retired", fate.retired)
        .set("settled_by", json_of(fate.settled_by))
        .set("rows", rows);
    return result;
}

} // namespace turnout::http
