// What some hundred events or parked rows hold, in a few bytes each, so that a search need not read them all.
#pragma once
#include "core/journal/query.hpp"
#include "core/journal/sqlite/id_segments.hpp"

#include <string>
#include <vector>

namespace turnout::journal::sqlite {

/// Of a run of events of the log, or of the dead or the other rows in a run of parked rows.
enum class SummaryKind : std::uint8_t { events = 1, dead = 2, pending = 3 };

/// What stands beside it.
std::uint64_t summary_sum(std::int64_t slot, std::uint64_t first, std::string_view types, std::string_view filter);

/// Everything that it is asked for it answers with "maybe" or "surely not". It stays true when rows go.
struct Summary {
    SummaryKind kind = SummaryKind::events;
    std::uint64_t first = 0, last = 0; ///< sequences, or numbers of rows
    eventsub::Time earliest = eventsub::Time::max(), latest = eventsub::Time::min();
    std::string types;  ///< each ended by a line break; "*": there may be any
    std::string filter; ///< IdFilter::bytes() of ids, broadcasters and routes; empty: there may be any

    /// The key of its row: kinds lie apart, in order of `last`.
    static std::int64_t slot(SummaryKind kind, std::uint64_t last);

    std::int64_t slot() const { return slot(kind, last); }

    std::uint64_t sum() const { return summary_sum(slot(), first, types, filter); }
};

/// Gathers one.
class SummaryBuilder {
public:
    SummaryBuilder(SummaryKind kind, const EventIdMaker& maker) : kind_(kind), maker_(maker) {}

    void add(const eventsub::Event& event);
    void add(const Parked& row);

    /// It may hold anything: what it is about cannot be read.
    void add_unknown() { unknown_ = true; }

    bool empty() const { return marks_.empty() && !unknown_; }

    Summary finish(std::uint64_t first, std::uint64_t last);

private:
    void add_fields(const eventsub::Event& event, eventsub::Time time);

    const SummaryKind kind_;
    const EventIdMaker& maker_;
    Summary summary_;
    std::vector<EventId> marks_;
    bool unknown_ = false;
};

/// The other side: what a query needs.
class SummaryTest {
public:
    SummaryTest(const EventQuery& query, const EventIdMaker& maker);
    SummaryTest(const ParkedQuery& query, const EventIdMaker& maker);

    bool in_time(eventsub::Time earliest, eventsub::Time latest) const;
    bool type(std::string_view types) const;
    bool filter(std::string_view bytes) const;

private:
    template <typename Query> void take(const Query& query, const EventIdMaker& maker);

    std::string type_;
    std::optional<eventsub::Time> since_, until_;
    std::vector<EventId> marks_;
};

} // namespace turnout::journal::sqlite
