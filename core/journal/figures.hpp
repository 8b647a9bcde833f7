// What a journal tells of itself, for metrics and the status page.
#pragma once
#include "core/eventsub/histogram.hpp"
#include "core/journal/types.hpp"

#include <cstdint>

namespace turnout::journal {

/// Dead letters that their limits have ended, since the start.
struct Expired {
    std::uint64_t by_age = 0, by_count = 0, by_size = 0;

    std::uint64_t all() const { return by_age + by_count + by_size; }
};

/// One reading; what it says of space is at most some seconds old.
struct Figures {
    std::uint64_t used_bytes = 0;      ///< of the store, without what is free inside it
    std::uint64_t max_bytes = 0;       ///< journal.max_size
    std::uint64_t log_bytes = 0;       ///< of the write-ahead log
    std::uint64_t free_disk_bytes = 0; ///< on the file system
    bool over_size = false;            ///< refuses since used_bytes has reached max_bytes
    bool disk_low = false;             ///< refuses since free_disk_bytes is below journal.min_free_disk

    Sequence oldest = 0, newest = 0; ///< kept events; 0: none

    std::uint64_t dead_letters = 0, dead_bytes = 0; ///< bytes: of their events
    Expired expired;

    eventsub::HistogramReading commit_events;  ///< of commits with any
    eventsub::HistogramReading commit_seconds; ///< of all
};

} // namespace turnout::journal
