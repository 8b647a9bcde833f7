// How events and parked rows stand in the API's answers.
#pragma once
#include "core/journal/archive.hpp"

#include <Poco/JSON/Object.h>

namespace turnout::http {

const char* name_of(journal::ParkedState state);

/// Without its body.
Poco::JSON::Object::Ptr json_of(const eventsub::Event& event, journal::Sequence sequence);

/// Adds `headers`, those of Twitch that are kept (the signature is not).
void add_headers(Poco::JSON::Object& object, const eventsub::Event& event);

/// Adds `body`, byte for byte; or, if it is no UTF-8, `body_base64`.
void add_body(Poco::JSON::Object& object, const eventsub::Event& event);

/// Of a parked row all but its event and its route.
Poco::JSON::Object::Ptr state_of(const journal::ParkedRow& row);

/// With `route` and `event`; the latter is absent if it is damaged, and `damage` says how.
Poco::JSON::Object::Ptr json_of(const journal::ParkedRow& row);

Poco::JSON::Object::Ptr json_of(const journal::RouteFate& fate);

} // namespace turnout::http
