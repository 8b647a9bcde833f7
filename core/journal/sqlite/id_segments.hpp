// Older ids on disk: segments of sorted ids, each with a filter in memory so that a new id seldom costs a read.
#pragma once
#include "core/eventsub/clock.hpp"
#include "core/journal/sqlite/database.hpp"
#include "core/journal/sqlite/event_id.hpp"

#include <deque>
#include <span>
#include <string>
#include <vector>

namespace turnout::journal::sqlite {

/// A Bloom filter whose bits for one id lie in one cache line: 16 bits per id, one in about 600 ids passes wrongly.
class IdFilter {
public:
    explicit IdFilter(std::size_t ids);
    /// From bytes(); a size that no filter has makes one that lets everything pass.
    explicit IdFilter(std::string_view bytes);

    void add(const EventId& id);
    bool may_contain(const EventId& id) const;
    std::string_view bytes() const;

private:
    static constexpr std::size_t words_per_line = 8;

    std::size_t line_of(const EventId& id) const;

    std::vector<std::uint64_t> words_;
};

/// Used by the writer's thread; add() and the two that remove run within a transaction of the caller, and what add()
/// and drop_expired() changed in memory is undone by reload().
class IdSegments {
public:
    explicit IdSegments(Database& database);

    /// Reads the filters; throws DatabaseError.
    void reload();

    bool contains(const EventId& id);
    /// `newest`: none of the ids was accepted later.
    void add(std::vector<EventId> ids, eventsub::Time newest);
    /// Ends the oldest segment if none of its ids was accepted after `before`. False: there was none such.
    bool drop_expired(eventsub::Time before);
    /// Removes up to `rows` rows that ended segments left. False: there are none.
    bool remove_leftovers(std::size_t rows);

    std::size_t size() const { return segments_.size(); }

private:
    struct Segment {
        std::int64_t number;
        eventsub::Time newest;
        unsigned bits; ///< ids are spread over 2^bits rows by their first bits
        IdFilter filter;
    };

    bool stored_in(const Segment& segment, const EventId& id);

    Database& database_;
    Statement find_, insert_, insert_ids_, remove_, remove_ids_;
    std::deque<Segment> segments_; ///< oldest first
    std::int64_t next_number_ = 1;
};

} // namespace turnout::journal::sqlite
