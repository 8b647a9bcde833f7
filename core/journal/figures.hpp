// What a journal tells of itself, for metrics and the status page.
#pragma once
#include "core/journal/types.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace turnout::journal {

/// Observations counted by upper bounds, as Prometheus wants them; the last count is of what lies above all of them.
template <std::size_t Bounds> struct Histogram {
    std::array<double, Bounds> bounds;
    std::array<std::uint64_t, Bounds + 1> counts{};
    double sum = 0;

    void observe(double value) {
        std::size_t place = 0;
        while (place < Bounds && value > bounds[place]) ++place;
        ++counts[place];
        sum += value;
    }
};

/// Dead letters that their limits have ended, since the start.
struct Expired {
    std::uint64_t by_age = 0, by_count = 0, by_size = 0;

    std::uint64_t all() const { return by_age + by_count + by_size; }
};

/// Of a route that has not settled everything.
struct Unsettled {
    std::string route;
    Sequence sequence = 0;     ///< its oldest event that is neither settled nor parked
    eventsub::Time accepted{}; ///< when that was committed
};

/// One reading; what it says of space is at most some seconds old.
struct Figures {
    std::uint64_t used_bytes = 0;      ///< of the store, without what is free inside it
    std::uint64_t max_bytes = 0;       ///< journal.max_size
    std::uint64_t log_bytes = 0;       ///< of the write-ahead log
    std::uint64_t free_disk_bytes = 0; ///< on the file system
    bool over_size = false;            ///< refuses since used_bytes has reached max_bytes
    bool disk_low = false;             ///< refuses since free_disk_bytes is below journal.min_free_disk

    Sequence oldest = 0, newest = 0;                 ///< kept events; 0: none
    std::optional<eventsub::Time> oldest_accepted{}; ///< when that one was committed
    std::vector<Unsettled> unsettled;                ///< by route

    std::uint64_t dead_letters = 0, dead_bytes = 0; ///< bytes: of their events
    Expired expired;

    Histogram<13> commit_events{{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1'024, 2'048, 4'096}}; ///< of commits with any
    Histogram<11> commit_seconds{{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1}}; ///< of all
};

} // namespace turnout::journal
