// Latencies, kept with a bounded relative error.
#pragma once
#include "tests/bench/loadgen/timing.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace turnout::bench {

/// Log-linear: 128 steps per power of two, so a quantile is off by less than 0.8 %; the maximum is exact.
class Histogram {
public:
    void record(Nanoseconds value);
    void merge(const Histogram& other);
    double quantile_in_microseconds(double quantile) const;
    /// {"p50":...,"p90":...,"p99":...,"p999":...,"max":...,"mean":...,"n":...} in microseconds.
    std::string json() const;

private:
    std::vector<std::uint64_t> counts_;
    std::uint64_t count_ = 0, largest_ = 0;
    double sum_ = 0;
};

} // namespace turnout::bench
