#include "core/delivery/backoff.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace turnout;
using std::chrono::milliseconds;

namespace {

config::Retry limits(milliseconds least, milliseconds most) {
    config::Retry retry;
    retry.backoff_min = least;
    retry.backoff_max = most;
    return retry;
}

} // namespace

TEST_CASE("The ceiling doubles up to the maximum") {
    const auto retry = limits(milliseconds{1'000}, milliseconds{300'000});
    CHECK(delivery::backoff_ceiling(retry, 1) == milliseconds{1'000});
    CHECK(delivery::backoff_ceiling(retry, 2) == milliseconds{2'000});
    CHECK(delivery::backoff_ceiling(retry, 9) == milliseconds{256'000});
    CHECK(delivery::backoff_ceiling(retry, 10) == milliseconds{300'000});
    CHECK(delivery::backoff_ceiling(retry, std::numeric_limits<std::uint32_t>::max()) == milliseconds{300'000});
}

TEST_CASE("Odd limits do no harm") {
    CHECK(delivery::backoff_ceiling(limits(milliseconds{500}, milliseconds{100}), 3) == milliseconds{100});
    CHECK(delivery::backoff_ceiling(limits(milliseconds{0}, milliseconds{0}), 7) == milliseconds{0});
    CHECK(delivery::backoff_ceiling(limits(milliseconds{0}, milliseconds{100}), 4'000'000'000U) == milliseconds{0});
    std::mt19937_64 random{1};
    CHECK(delivery::backoff(limits(milliseconds{0}, milliseconds{0}), 1, random) == milliseconds{1});
    const auto longest = limits(milliseconds{1}, milliseconds::max() / 4'000'000);
    CHECK(delivery::backoff_ceiling(longest, 200) == milliseconds::max() / 4'000'000);
}

TEST_CASE("Full jitter spreads over the whole range, the same for the same seed") {
    const auto retry = limits(milliseconds{1'000}, milliseconds{8'000});
    std::mt19937_64 random{1}, again{1};
    eventsub::Duration least = eventsub::Duration::max(), most{0};
    for (int round = 0; round < 1'000; ++round) {
        const auto pause = delivery::backoff(retry, 3, random);
        CHECK(pause == delivery::backoff(retry, 3, again));
        CHECK(pause >= milliseconds{1});
        CHECK(pause <= milliseconds{4'000});
        least = std::min(least, pause);
        most = std::max(most, pause);
    }
    CHECK(least < milliseconds{200});
    CHECK(most > milliseconds{3'800});
}
