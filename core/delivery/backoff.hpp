// When a delivery is tried again.
#pragma once
#include "core/config/config.hpp"
#include "core/eventsub/clock.hpp"

#include <cstdint>
#include <random>

namespace turnout::delivery {

/// The longest pause after `attempt` attempts (from 1): backoff_min * 2^(attempt-1), at most backoff_max.
eventsub::Duration backoff_ceiling(const config::Retry& retry, std::uint32_t attempt);

/// Full jitter: uniform between 1 ms and the ceiling, so that what failed together does not come back together.
eventsub::Duration backoff(const config::Retry& retry, std::uint32_t attempt, std::mt19937_64& random);

} // namespace turnout::delivery
