// Whether the host should be sent traffic, and if not, why.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace turnout::app {

/// After so many stale messages in a row this machine's clock is suspected.
inline constexpr std::uint64_t suspicious_stale_run = 20;

struct Readiness {
    std::vector<std::string> reasons; ///< why not, for a person; empty: ready

    bool ready() const { return reasons.empty(); }
};

} // namespace turnout::app
