// How long to wait before a process that ended is started again.
#pragma once
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <random>

namespace turnout::plugins::isolation {

/// Twice as long each time, up to `longest`, each time between half of it and all of it by chance. One that has done
/// good work for a while begins at `shortest` again.
class Restarts {
public:
    static constexpr std::chrono::milliseconds shortest{100};
    static constexpr std::chrono::milliseconds longest{30'000};
    /// So much work, or so much time, shows that a process works.
    static constexpr std::uint64_t enough_events = 50;
    static constexpr std::chrono::seconds enough_time{10};
    /// After so many ends in a row without that the operator is told that it is broken.
    static constexpr unsigned broken = 3;

    explicit Restarts(std::uint64_t seed) : random_(seed) {}

    std::chrono::milliseconds next(std::uint64_t events, std::chrono::steady_clock::duration lived) {
        if (events >= enough_events || lived >= enough_time) in_a_row_ = 0;
        const auto whole = std::min(shortest * (1 << std::min(in_a_row_, 10U)), longest);
        ++in_a_row_;
        std::uniform_int_distribution<std::int64_t> part{whole.count() / 2, whole.count()};
        return std::chrono::milliseconds{part(random_)};
    }

    bool is_broken() const { return in_a_row_ >= broken; }

private:
    std::mt19937_64 random_;
    unsigned in_a_row_ = 0;
};

} // namespace turnout::plugins::isolation
