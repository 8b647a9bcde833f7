// The newest ids in memory: a ring in order of acceptance and a hash table over it, both of fixed size.
#pragma once
#include "core/journal/sqlite/event_id.hpp"

#include <cstddef>
#include <vector>

namespace turnout::journal::sqlite {

/// Ids are numbered by ordinals from 0. The oldest is forgotten when a new one needs its place; whoever adds sees to it
/// that it is kept elsewhere by then. One thread at a time.
class RecentIds {
public:
    explicit RecentIds(std::size_t capacity);

    std::size_t capacity() const { return ring_.size(); }

    /// Ordinals [begin, end) are held.
    std::uint64_t begin() const { return lost_to_; }

    std::uint64_t end() const { return end_; }

    bool contains(const EventId& id) const;

    const EventId& at(std::uint64_t ordinal) const { return ring_[ordinal % ring_.size()]; }

    void add(const EventId& id);
    /// Forgets everything from `end` on. What had to go for it is not brought back.
    void take_back(std::uint64_t end);

private:
    std::size_t slot_of(const EventId& id) const { return id.high & (slots_.size() - 1); }

    void insert(std::uint32_t place);
    void erase(std::uint32_t place);

    static constexpr std::uint32_t empty = UINT32_MAX;

    std::vector<EventId> ring_;
    std::vector<std::uint32_t> slots_; ///< places in ring_; linear probing, at most half full
    std::uint64_t end_ = 0;
    std::uint64_t lost_to_ = 0; ///< ordinals below it are gone, also after take_back()
};

} // namespace turnout::journal::sqlite
