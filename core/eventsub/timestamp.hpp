// Timestamps as EventSub writes them (RFC 3339).
#pragma once
#include "core/eventsub/clock.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace turnout::eventsub {

/// Reads "2026-03-14T18:22:08.000917443Z": RFC 3339 with no or 1 to 9 fraction digits, `Z` or an offset like `+02:00`.
/// Nothing for anything else, for a date that the calendar does not have, for the leap second (:60), and for years that
/// Time cannot hold (before 1678, after 2261). Independent of the locale.
std::optional<Time> parse_timestamp(std::string_view text);

/// UTC with nine fraction digits, as Twitch sends it.
std::string format_timestamp(Time time);

} // namespace turnout::eventsub
