// How much a journal keeps, and for how long.
#pragma once
#include "core/eventsub/clock.hpp"

#include <chrono>
#include <cstdint>

namespace turnout::journal {

struct Limits {
    eventsub::Duration retention{std::chrono::hours{7 * 24}}; ///< settled events, and retired routes, are kept so long
    std::uint64_t max_size = std::uint64_t{10} << 30; ///< bytes in use; nearing it settled events go, at it refuse
    std::uint64_t min_free_disk = std::uint64_t{256} << 20; ///< bytes left on the file system; below: refuse

    // Of dead letters, of all routes and the host together; the oldest go first.
    eventsub::Duration dead_max_age{std::chrono::hours{30 * 24}};
    std::uint64_t dead_max_count = 1'000'000;
    std::uint64_t dead_max_size = std::uint64_t{2} << 30; ///< bytes of their events
};

} // namespace turnout::journal
