// Sample events of all types, as Twitch sends them, ready to be changed.
#pragma once
#include <turnout/testing/event.hpp>
#include <turnout/testing/samples.hpp>

#include <stdexcept>
#include <string>
#include <string_view>

namespace turnout::testing {

/// `sample<turnout::twitch::channel_follow_v2>().set("event.user_name", "Ada")`.
template <class Event> event sample() {
    return event{std::string{sample_body<Event>()}};
}

/// A variant of it, as sdk/EVENTS.md names them. Throws std::invalid_argument if there is none of that name.
template <class Event> event sample(std::string_view variant) {
    const auto body = sample_body<Event>(variant);
    if (body.empty()) throw std::invalid_argument("there is no sample '" + std::string{variant} + "' of this event");
    return event{std::string{body}};
}

/// By the names of Twitch. Throws std::invalid_argument if there is none.
inline event sample(std::string_view type, std::string_view version, std::string_view variant = {}) {
    const auto body = find_sample_body(type, version, variant);
    if (body.empty()) {
        throw std::invalid_argument("there is no sample of " + std::string{type} + "@" + std::string{version});
    }
    return event{std::string{body}};
}

} // namespace turnout::testing
