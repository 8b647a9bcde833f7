// The part of Finder that finds events by how they stand on the routes.
#include "core/journal/sqlite/finder_page.hpp"

#include <algorithm>
#include <map>

namespace turnout::journal::sqlite {

namespace {

using Standing = RouteFate::Standing;

/// How far the routes that are asked about have come, as of one moment.
class Reach {
public:
    Reach(std::map<std::string, CursorState> cursors, const StandingQuery& query) : query_(query) {
        for (auto& [route, cursor] : cursors)
            if (query.route.empty() || query.route == route) cursors_.emplace(route, std::move(cursor));
    }

    /// Narrows the query to where such events can be. False: there are none.
    bool narrow(EventQuery& query) const {
        if (cursors_.empty()) return query_.route.empty() && query_.standing == Standing::settled;
        const bool open = query_.standing == Standing::open;
        Sequence end = std::numeric_limits<Sequence>::max() - 1;
        for (const auto& [route, cursor] : cursors_) {
            const Sequence begun = std::max(cursor.progress.settled_to(), cursor.start);
            if (!query_.route.empty()) query.after = std::max(query.after, cursor.start);
            end = std::min(end, open ? begun : std::max(cursor.progress.furthest(), cursor.start));
        }
        if (open)
            query.after = std::max(query.after, end); // on every route everything up to there is over
        else
            query.before = query.before == 0 ? end + 1 : std::min(query.before, end + 1);
        return true;
    }

    /// On which of them it is open.
    template <typename HasRow> bool open(Sequence sequence, HasRow has_row) const {
        return std::any_of(cursors_.begin(), cursors_.end(), [&](const auto& one) {
            return sequence > one.second.start && !one.second.progress.settled(sequence) && !has_row(one.first);
        });
    }

    bool settled(Sequence sequence) const {
        return std::all_of(cursors_.begin(), cursors_.end(), [&](const auto& one) {
            if (sequence <= one.second.start) return query_.route.empty();
            return one.second.progress.settled(sequence);
        });
    }

private:
    const StandingQuery& query_;
    std::map<std::string, CursorState> cursors_;
};

/// Those that are asked about and have rows.
std::vector<std::string> routes_with_rows(const ParkedTable::CountsByRoute& all, const std::string& route) {
    std::vector<std::string> routes;
    for (const auto& [name, counts] : all)
        if (name != host_route && (route.empty() || route == name) && counts.waiting + counts.held + counts.dead != 0)
            routes.push_back(name);
    return routes;
}

} // namespace

EventPage Finder::find_standing(EventQuery query, const StandingQuery& standing) {
    const Reach reach(view_.cursor_states(), standing);
    if (!reach.narrow(query)) return {};
    const auto with_rows = routes_with_rows(view_.all_counts(), standing.route);
    return reading([&] {
        Page<StoredEvent> page{.limit = query.limit};
        page.may_look = std::max<std::size_t>(standing.looked_at, 1);
        page.stands = [&](Sequence sequence, const eventsub::Event& event) {
            if (standing.standing == Standing::open)
                return reach.open(sequence, [&](const auto& route) { return has_row(route, sequence, event, true); });
            return reach.settled(sequence) && std::none_of(with_rows.begin(), with_rows.end(), [&](const auto& route) {
                       return has_row(route, sequence, event, false);
                   });
        };
        collect(page, query);
        return EventPage{std::move(page.found), page.full() ? page.looked_to : 0};
    });
}

bool Finder::has_row(const std::string& route, Sequence sequence, const eventsub::Event& event, bool first) {
    bool replayed = false;
    replays_.bind_all(route, sequence);
    for (Rows rows(replays_); rows.next();) {
        if (replays_.natural(0) == 0) return true;
        replayed = true;
    }
    if (first || !replayed) return false;
    // What never stood in the log, as what was stale, has numbers of its own that say nothing of events.
    rows_of_.bind_all(route, sequence);
    for (Rows rows(rows_of_); rows.next();) {
        const Parked row = parked_row_of(rows_of_, bodies_).parked;
        if (!row.damage.empty() || row.event.event.message_id == event.message_id) return true;
    }
    return false;
}

} // namespace turnout::journal::sqlite
