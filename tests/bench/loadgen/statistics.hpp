// What a run counted.
#pragma once
#include "tests/bench/loadgen/histogram.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>

namespace turnout::bench {

enum class Counter : std::size_t {
    sent,
    warmup_sent,
    bytes,
    good_accepted,
    good_refused,
    duplicate_sent,
    duplicate_accepted,
    bad_sent,
    bad_accepted,
    stale_sent,
    stale_accepted,
    reset,
    timeout,
    protocol,
    unsent,
    retries,
    reconnects,
    connect_failures,
    count_of_counters
};

struct Statistics {
    std::array<std::uint64_t, static_cast<std::size_t>(Counter::count_of_counters)> counters{};
    std::map<int, std::uint64_t> by_status;
    Nanoseconds last_answer = 0;
    Histogram latency, service, lag;

    std::uint64_t& operator[](Counter counter) { return counters.at(static_cast<std::size_t>(counter)); }

    std::uint64_t operator[](Counter counter) const { return counters.at(static_cast<std::size_t>(counter)); }

    std::uint64_t errors() const {
        return (*this)[Counter::reset] + (*this)[Counter::timeout] + (*this)[Counter::protocol];
    }

    std::uint64_t answered() const {
        std::uint64_t total = 0;
        for (const auto& [status, count] : by_status) total += count;
        return total;
    }

    void merge(const Statistics& other) {
        for (std::size_t i = 0; i < counters.size(); ++i) counters.at(i) += other.counters.at(i);
        for (const auto& [status, count] : other.by_status) by_status[status] += count;
        last_answer = std::max(last_answer, other.last_answer);
        latency.merge(other.latency);
        service.merge(other.service);
        lag.merge(other.lag);
    }
};

} // namespace turnout::bench
