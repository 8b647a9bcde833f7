// Bodies of notifications for tests: one for each typed event of turnout/twitch.hpp, and variants of some.
//
//     std::string_view plain = sample_body<turnout::twitch::channel_follow_v2>();
//     std::string_view raid = sample_body<turnout::twitch::channel_chat_notification_v1>("raid");
//     std::string_view by_name = find_sample_body("channel.follow", "2");
//     for (const sample_entry& one : sample_entries) ...
//
// A body is the whole request body as Twitch sends it, in compact JSON: `subscription` and `event` (`events` for
// batched types). It is constant data, UTF-8. Users and hosts are invented.
#pragma once
#include <turnout/testing/sample_bodies.hpp>

#include <string_view>

namespace turnout::testing {

/// Empty if there is no such sample. Variants are named in sdk/EVENTS.md; an empty one is the plain sample.
constexpr std::string_view find_sample_body(std::string_view type, std::string_view version,
                                            std::string_view variant = {}) {
    for (const auto& one : sample_entries) {
        if (one.type == type && one.version == version && one.variant == variant) return one.body;
    }
    return {};
}

/// The sample of a typed event.
template <class Event> constexpr std::string_view sample_body() {
    constexpr std::string_view result = find_sample_body(Event::event_type, Event::event_version);
    static_assert(!result.empty(), "turnout: there is no sample of this event; give the test a body of its own");
    return result;
}

/// A variant of it. Empty if there is none of that name.
template <class Event> constexpr std::string_view sample_body(std::string_view variant) {
    return find_sample_body(Event::event_type, Event::event_version, variant);
}

} // namespace turnout::testing
