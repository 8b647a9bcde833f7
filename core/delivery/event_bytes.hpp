// How much memory the events of some deliveries take.
#pragma once
#include "core/delivery/prepared.hpp"

#include <cstddef>
#include <unordered_map>

namespace turnout::delivery {

/// A body that elements of a batch share counts once, with its document. Guarded by EngineState::mutex.
class EventBytes {
public:
    /// The event is parsed, or never will be.
    void add(const Prepared& event);
    void remove(const Prepared& event);

    std::size_t total() const { return total_; }

    std::size_t events() const { return events_; }

private:
    std::size_t total_ = 0, events_ = 0;
    std::unordered_map<const void*, std::size_t> shared_; ///< by how many events
};

} // namespace turnout::delivery
