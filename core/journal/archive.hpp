// Looking back: what is stored, and what became of it.
#pragma once
#include "core/journal/figures.hpp"
#include "core/journal/query.hpp"

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace turnout::journal {

/// What became of an event on one route.
struct RouteFate {
    enum class Standing : std::uint8_t {
        before_start, ///< the route began behind it
        settled,      ///< its first delivery is over, or a parked row tells how it stands
        open,         ///< not yet
    };
    std::string route;
    Standing standing = Standing::open;
    bool retired = false;
    /// The first delivery was settled or parked by then at the latest; nothing: not known, as it was settled out of
    /// order, or its route has no cursor any more.
    std::optional<eventsub::Time> settled_by{};
    std::vector<ParkedRow> rows; ///< what is parked of it, replays included, oldest first
};

/// Events by how they stand: open, or settled with nothing of them parked.
struct StandingQuery {
    RouteFate::Standing standing = RouteFate::Standing::open;
    /// There; empty: open on any route, or settled on all that did not begin behind it.
    std::string route{};
    std::size_t looked_at = 20'000; ///< a page ends behind so many that are what is asked for apart from this
};

struct EventPage {
    std::vector<StoredEvent> events;
    Sequence next = 0; ///< `before` of the next page; 0: that was all
};

/// What a call that works in steps has done. Also when it ended early, everything it counts is durable.
struct StepsDone {
    std::uint64_t rows = 0;
    std::uint64_t skipped = 0;      ///< rows that were left as they are
    std::string skipped_because{};  ///< the first of those
    std::set<std::string> routes{}; ///< on which rows wait now that did not before
    std::string refusal{};          ///< why it has ended early; empty: it has not
};

/// The part of a journal that people ask and act through; nothing here is on the way of an event. Any thread. Answers
/// hold what is durable. Everything that reads throws JournalError if the store cannot be read.
class Archive {
public:
    Archive() = default;
    Archive(const Archive&) = delete;
    Archive& operator=(const Archive&) = delete;
    virtual ~Archive() = default;

    /// At most `limit`, and no more than about 16 MiB of bodies. A list is over when an empty page comes.
    virtual std::vector<StoredEvent> find(const EventQuery& query) const = 0;
    /// Those that stand so, newest first; a page may be empty and not the last one. As of one moment: how far the
    /// routes have come is read once.
    virtual EventPage find_standing(const EventQuery& query, const StandingQuery& standing) const = 0;
    /// find() for parked rows.
    virtual std::vector<ParkedRow> find_parked(const ParkedQuery& query) const = 0;
    /// How many there are, whatever `after` and `limit` say. At once if only state and route are given, else a look at
    /// every row that may match.
    virtual std::uint64_t count_parked(const ParkedQuery& query) const = 0;
    /// On each route that has a cursor, or a parked row of it. Success leaves no row: it shows as settled.
    virtual std::vector<RouteFate> fates(Sequence sequence) const = 0;
    virtual Figures figures() const = 0;

    using Told = std::function<void(const StepsDone&)>; ///< on a thread of the journal; must not block for long

    // These are queued and work in commits of at most 100 rows, between which events are accepted and settled. Only
    // dead letters that were there at the time of the call, whatever `state`, `after` and `limit` say.

    virtual void drop_dead(const ParkedQuery& query, Told told) = 0;
    /// Each becomes a waiting row of `route` (empty: of its own), due now, with a replay number never used before and
    /// the verdict "replay". Left as they are: damaged ones, those whose route has no active cursor, and of `@host`
    /// all but `stale` ones, which need a `route` and must not be batches.
    virtual void replay_dead(const ParkedQuery& query, const std::string& route, Told told) = 0;
    /// The same for events of the log, in this order; their rows have no ordering key. Those that are not in the log
    /// (any more) are skipped.
    virtual void replay_events(std::vector<Sequence> sequences, const std::string& route, Told told) = 0;
};

} // namespace turnout::journal
