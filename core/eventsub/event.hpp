// One event as it is stored, routed and handed to plugins.
#pragma once
#include "core/eventsub/clock.hpp"

#include <cstdint>
#include <string_view>

namespace turnout::eventsub {

/// Same numbers as TURNOUT_EVENT_* in turnout/abi.h; stored in the journal, so they never change.
enum class Kind : std::uint8_t {
    notification = 1,
    revocation = 2,
    emitted = 3, ///< derived by a plugin
    test = 4,    ///< made by `turnout plugins try` or a self-test
};

/// Views only: whoever hands out an Event says how long its bytes live.
struct Event {
    Kind kind = Kind::notification;
    std::string_view message_id;      ///< Twitch-Eventsub-Message-Id
    std::string_view element_id;      ///< `events[].id` of a batched notification, else empty
    std::uint32_t batch_index = 0;    ///< position in `events`; 0 if not batched
    std::uint32_t batch_size = 1;     ///< number of elements of `events` in the message; 1 if not batched
    std::string_view subscription_id; ///< `subscription.id`
    std::string_view type;            ///< `subscription.type`, e.g. "channel.follow"
    std::string_view version;         ///< `subscription.version`, e.g. "2" or "beta"
    std::string_view status;          ///< `subscription.status`: "enabled", or the reason of a revocation
    std::string_view broadcaster_id;  ///< the condition's broadcaster (see Envelope), may be empty
    std::string_view retry;           ///< Twitch-Eventsub-Message-Retry as received, may be empty
    Time sent{};                      ///< Twitch-Eventsub-Message-Timestamp
    Time accepted{};                  ///< when this host had read the request
    std::string_view body;            ///< the whole verified request body, byte for byte
};

} // namespace turnout::eventsub
