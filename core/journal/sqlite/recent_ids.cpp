#include "core/journal/sqlite/recent_ids.hpp"

#include <algorithm>
#include <bit>

namespace turnout::journal::sqlite {

RecentIds::RecentIds(std::size_t capacity)
    : ring_(std::max<std::size_t>(capacity, 1)),
      slots_(std::bit_ceil(ring_.size() * 2), empty) {
}

bool RecentIds::contains(const EventId& id) const {
    for (std::size_t slot = slot_of(id); slots_[slot] != empty; slot = (slot + 1) & (slots_.size() - 1))
        if (ring_[slots_[slot]] == id) return true;
    return false;
}

void RecentIds::add(const EventId& id) {
    const auto place = static_cast<std::uint32_t>(end_ % ring_.size());
    if (end_ >= ring_.size() && end_ - ring_.size() >= lost_to_) {
        erase(place);
        lost_to_ = end_ - ring_.size() + 1;
    }
    ring_[place] = id;
    insert(place);
    ++end_;
}

void RecentIds::take_back(std::uint64_t end) {
    while (end_ > end) erase(static_cast<std::uint32_t>(--end_ % ring_.size()));
}

void RecentIds::insert(std::uint32_t place) {
    std::size_t slot = slot_of(ring_[place]);
    while (slots_[slot] != empty) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = place;
}

void RecentIds::erase(std::uint32_t place) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t hole = slot_of(ring_[place]);
    while (slots_[hole] != place) hole = (hole + 1) & mask;
    // Close the gap: whatever was pushed past the hole by it moves back.
    for (std::size_t next = (hole + 1) & mask; slots_[next] != empty; next = (next + 1) & mask) {
        const std::size_t home = slot_of(ring_[slots_[next]]);
        if (((next - home) & mask) < ((next - hole) & mask)) continue;
        slots_[hole] = slots_[next];
        hole = next;
    }
    slots_[hole] = empty;
}

} // namespace turnout::journal::sqlite
