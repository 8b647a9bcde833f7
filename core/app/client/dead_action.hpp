// What `dead replay` and `dead drop` have in common.
#pragma once
#include "core/app/client/confirmation.hpp"
#include "core/app/client/selectors.hpp"
#include "core/app/command.hpp"

#include <string>

namespace turnout::app {

inline constexpr Option dead_route_option{"route", "NAME", "only of this route; @host: those of the host itself"};
inline constexpr Option all_option{"all", "", "all there are"};
inline constexpr Option most_option{"limit", "N", "at most so many, the oldest first (no limit; 10000 at most)"};

/// Those with the numbers that are operands; or those that selectors, or --all, mean, after it was said how many and
/// confirmed if it is more than one. `path`: of the action. `further`: more for it, may be empty. `question`: "Drop";
/// `past`: "dropped". Returns the exit status.
int act_on_dead_letters(const Arguments& arguments, Streams streams, const std::string& path, const Query& further,
                        const std::string& question, const std::string& past);

} // namespace turnout::app
