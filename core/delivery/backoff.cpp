#include "core/delivery/backoff.hpp"

#include <algorithm>

namespace turnout::delivery {

eventsub::Duration backoff_ceiling(const config::Retry& retry, std::uint32_t attempt) {
    auto ceiling = retry.backoff_min;
    if (ceiling <= config::Milliseconds{0}) return config::Milliseconds{0};
    for (std::uint32_t step = 1; step < attempt && ceiling < retry.backoff_max; ++step) {
        if (ceiling > retry.backoff_max / 2) return retry.backoff_max;
        ceiling *= 2;
    }
    return std::min(ceiling, retry.backoff_max);
}

eventsub::Duration backoff(const config::Retry& retry, std::uint32_t attempt, std::mt19937_64& random) {
    const eventsub::Duration least = std::chrono::milliseconds{1};
    const auto ceiling = std::max(backoff_ceiling(retry, attempt), least);
    return eventsub::Duration{std::uniform_int_distribution<std::int64_t>{least.count(), ceiling.count()}(random)};
}

} // namespace turnout::delivery
