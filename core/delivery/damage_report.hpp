// Parked events that cannot be read, told without flooding the log.
#pragma once
#include "core/eventsub/clock.hpp"
#include "core/journal/types.hpp"

#include <spdlog/logger.h>

#include <cstdint>
#include <memory>

namespace turnout::delivery {

/// The dispatcher's. Names the first few of an hour; of the others their number, at the end of a pass.
class DamageReport {
public:
    static constexpr unsigned named_per_hour = 10;

    DamageReport(std::shared_ptr<spdlog::logger> logger, const eventsub::Clock& clock)
        : logger_(std::move(logger)),
          clock_(&clock) {}

    void tell(const journal::Parked& row);
    /// A pass over parked rows is over.
    void finish();

private:
    std::shared_ptr<spdlog::logger> logger_;
    const eventsub::Clock* clock_;
    eventsub::MonotonicTime since_{};
    unsigned named_ = 0;
    std::uint64_t unnamed_ = 0;
};

} // namespace turnout::delivery
