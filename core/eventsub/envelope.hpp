// What a body says about itself, read once.
#pragma once
#include <simdjson.h>

#include <string_view>
#include <utility>
#include <vector>

namespace turnout::eventsub {

/// Views into the reader's memory: valid until it reads the next body. A text that is absent, no string or empty is
/// empty here.
struct Envelope {
    bool has_subscription = false; ///< `subscription` is an object
    std::string_view id, type, version, status;
    std::vector<std::pair<std::string_view, std::string_view>> condition; ///< non-empty strings only
    std::string_view challenge;
    bool conduit_shard = false;             ///< `conduit_shard` is an object
    bool has_event = false;                 ///< `event` is there, whatever it is
    bool has_events = false;                ///< `events` is there, whatever it is
    std::string_view event_problem;         ///< why neither can be used; empty if exactly one is there and well-formed
    std::vector<std::string_view> elements; ///< `events[].id`

    /// The first that is set of `broadcaster_user_id`, `to_broadcaster_user_id`, `from_broadcaster_user_id`, `user_id`.
    std::string_view broadcaster() const;
    /// Replaces everything by what `root` says; keeps the memory of the vectors.
    void read(const simdjson::dom::object& root);
    void clear();

private:
    void read_subscription(const simdjson::dom::object& subscription);
    std::string_view read_events(const simdjson::dom::element& events);
};

} // namespace turnout::eventsub
