// Counts values by size, for metrics.
#pragma once
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace turnout::eventsub {

/// Bounds of durations in seconds, from half a millisecond to a minute.
inline constexpr std::array<double, 16> duration_bounds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                        0.25,   0.5,   1,      2.5,   5,    10,    30,   60};
/// Bounds of short durations in seconds: a commit, an answer.
inline constexpr std::array<double, 14> latency_bounds{0.00025, 0.0005, 0.001, 0.002, 0.003, 0.005, 0.01,
                                                       0.025,   0.05,   0.1,   0.25,  0.5,   1,     5};
/// Bounds of how many.
inline constexpr std::array<double, 12> count_bounds{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096};

/// What a Histogram has counted. All but the parts of one value belong together.
struct HistogramReading {
    std::vector<double> bounds;        ///< rising
    std::vector<std::uint64_t> counts; ///< values up to each bound and above the one before; the last: above all
    double sum = 0;
};

/// Any thread may observe and read; an observation is two additions without a lock.
class Histogram {
public:
    /// `bounds` has static lifetime and at most `most_bounds` elements.
    explicit Histogram(std::span<const double> bounds) : bounds_(bounds.first(std::min(bounds.size(), most_bounds))) {}

    static constexpr std::size_t most_bounds = 16;

    void observe(double value) noexcept {
        const auto place = std::lower_bound(bounds_.begin(), bounds_.end(), value) - bounds_.begin();
        counts_[static_cast<std::size_t>(place)].fetch_add(1, std::memory_order_relaxed);
        sum_.fetch_add(value, std::memory_order_relaxed);
    }

    /// In seconds.
    void observe(std::chrono::nanoseconds time) noexcept { observe(std::chrono::duration<double>{time}.count()); }

    HistogramReading reading() const {
        HistogramReading reading{{bounds_.begin(), bounds_.end()}, {}, sum_.load(std::memory_order_relaxed)};
        for (std::size_t place = 0; place <= bounds_.size(); ++place)
            reading.counts.push_back(counts_[place].load(std::memory_order_relaxed));
        return reading;
    }

private:
    std::span<const double> bounds_;
    std::array<std::atomic<std::uint64_t>, most_bounds + 1> counts_{};
    std::atomic<double> sum_{0};
};

} // namespace turnout::eventsub
