// A page of what a search has found.
#pragma once
#include "core/journal/sqlite/finder.hpp"
#include "core/journal/sqlite/parked_row.hpp"

#include <functional>
#include <limits>
#include <vector>

namespace turnout::journal::sqlite {

inline std::size_t body_bytes(const StoredEvent& stored) {
    return stored.event.body.size();
}

inline std::size_t body_bytes(const ParkedRow& row) {
    return row.parked.event.event.body.size();
}

template <typename Found> struct Finder::Page {
    static constexpr std::size_t most_bytes = std::size_t{16} << 20;

    std::size_t limit;
    std::size_t bytes = 0;
    std::vector<Found> found{};
    /// A further condition of events; empty: none. How many may be looked at for it, and the last one that was.
    std::function<bool(Sequence, const eventsub::Event&)> stands{};
    std::size_t may_look = std::numeric_limits<std::size_t>::max();
    Sequence looked_to = 0;

    bool full() const { return found.size() >= limit || bytes >= most_bytes || may_look == 0; }

    void add(Found one) {
        const std::size_t size = body_bytes(one);
        add(std::move(one), size);
    }

    /// With bytes that it does not have in common with what is there already.
    void add(Found one, std::size_t size) {
        bytes += size;
        found.push_back(std::move(one));
    }
};

template <typename Step> auto Finder::reading(Step step) {
    const std::lock_guard lock(mutex_);

    // An open statement would keep the log from starting anew.
    struct Closer {
        Finder& finder;

        ~Closer() {
            for (SummarySearch* search : {&finder.falling_, &finder.rising_, &finder.dead_, &finder.pending_})
                search->end();
        }
    } const closer{*this};

    try {
        return step();
    } catch (const DatabaseError& error) {
        cannot_read(file_, error.what());
    }
}

} // namespace turnout::journal::sqlite
