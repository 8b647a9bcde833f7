// What those are shown who watch a host live.
#pragma once
#include "core/delivery/engine.hpp"
#include "core/journal/types.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace turnout::http {

/// A copy of what happened to an event.
struct Note {
    /// A message was stored. One that is kept as a dead letter of the host is settled already: on `@host`.
    static Note accepted(const journal::Arrival& arrival);
    /// What an attempt came to, or that there is none any more.
    static Note outcome(const delivery::Settlement& settlement, eventsub::Time now);

    const char* name = "accepted"; ///< "waiting": for another attempt; or "settled"
    eventsub::Time time{};
    eventsub::Kind kind = eventsub::Kind::notification;
    std::string message_id, element_id, type, version, broadcaster_id;
    std::size_t elements = 0; ///< accepted: of a batched message; 0: it is none

    std::string route, verdict, reason; ///< these and the rest: waiting and settled
    std::uint32_t attempt = 0;
    std::optional<std::chrono::nanoseconds> since_accepted{}, handling{};
};

/// One event of a stream of server-sent events.
std::string text_of(const Note& note);

/// "channel.follow", or "channel.*" for all that begin so.
bool type_fits(std::string_view wanted, std::string_view type);

} // namespace turnout::http
