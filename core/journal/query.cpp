#include "core/journal/query.hpp"

namespace turnout::journal {

namespace {

template <typename Query> bool event_matches(const Query& query, const eventsub::Event& event) {
    return (query.id.empty() || query.id == event.message_id || query.id == event.element_id) &&
           type_matches(query.type, event.type) &&
           (query.broadcaster.empty() || query.broadcaster == event.broadcaster_id);
}

template <typename Query> bool in_time(const Query& query, eventsub::Time time) {
    return (!query.since || time >= *query.since) && (!query.until || time <= *query.until);
}

} // namespace

bool type_matches(std::string_view wanted, std::string_view type) {
    if (wanted.empty()) return true;
    if (wanted.back() != '*') return wanted == type;
    return type.starts_with(wanted.substr(0, wanted.size() - 1));
}

eventsub::Time time_of(const Parked& parked) {
    return parked.last_attempt == eventsub::Time{} ? parked.event.event.accepted : parked.last_attempt;
}

bool matches(const EventQuery& query, const StoredEvent& stored) {
    return in_time(query, stored.event.accepted) && event_matches(query, stored.event);
}

bool matches(const ParkedQuery& query, const Parked& parked) {
    return (!query.state || parked.state == *query.state) && (query.route.empty() || query.route == parked.key.route) &&
           in_time(query, time_of(parked)) && event_matches(query, parked.event.event);
}

} // namespace turnout::journal
