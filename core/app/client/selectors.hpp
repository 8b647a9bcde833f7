// Options that say which events or dead letters are meant.
#pragma once
#include "core/app/client/admin_client.hpp"
#include "core/eventsub/clock.hpp"

#include <span>
#include <string>
#include <string_view>

namespace turnout::app {

inline constexpr Option type_option{"type", "TYPE", "only of this type; \"channel.*\": all that begin so"};
inline constexpr Option broadcaster_option{"broadcaster", "ID", "only of this broadcaster"};
inline constexpr Option since_option{"since", "TIME", "only from then on: an age such as 10m, or 2026-01-31T12:00:00Z"};
inline constexpr Option until_option{"until", "TIME", "only up to then, written like --since"};

/// An age ("10m": so long before `now`) or RFC 3339, as RFC 3339. Throws UsageError, which names `option`.
std::string time_meant(const std::string& text, eventsub::Time now, std::string_view option);

/// What was given of the options `names`, as the admin API calls them. Throws UsageError.
Query selection(const Arguments& arguments, std::span<const std::string_view> names);

} // namespace turnout::app
