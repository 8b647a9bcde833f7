// Waiting for what another thread or process will bring about, instead of sleeping and hoping.
#pragma once
#include <chrono>
#include <thread>
#include <utility>

namespace turnout::test {

/// Long enough for a loaded machine under a sanitizer; a passing test never waits this long.
inline constexpr std::chrono::milliseconds patience{20'000};

/// Asks `condition` every 2 ms until it is true; false when `limit` has passed and it still is not.
template <typename Condition> bool wait_until(Condition&& condition, std::chrono::milliseconds limit = patience) {
    const auto end = std::chrono::steady_clock::now() + limit;
    while (!std::forward<Condition>(condition)()) {
        if (std::chrono::steady_clock::now() >= end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
}

} // namespace turnout::test
