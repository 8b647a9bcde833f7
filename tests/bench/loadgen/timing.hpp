// Nanoseconds, and where they come from.
#pragma once
#include <cstdint>
#include <limits>
#include <string>

#include <time.h>

namespace turnout::bench {

using Nanoseconds = std::int64_t;

inline constexpr Nanoseconds second = 1'000'000'000;
inline constexpr Nanoseconds millisecond = 1'000'000;
inline constexpr Nanoseconds never = std::numeric_limits<Nanoseconds>::max();

inline Nanoseconds read_clock(clockid_t id) {
    timespec time{};
    clock_gettime(id, &time);
    return time.tv_sec * second + time.tv_nsec;
}

inline Nanoseconds monotonic_now() {
    return read_clock(CLOCK_MONOTONIC);
}

inline Nanoseconds wall_now() {
    return read_clock(CLOCK_REALTIME);
}

inline Nanoseconds from_seconds(double seconds) {
    return static_cast<Nanoseconds>(seconds * 1e9);
}

/// RFC 3339 in UTC with nanoseconds, as Twitch sends it.
std::string format_time(Nanoseconds wall);

} // namespace turnout::bench
