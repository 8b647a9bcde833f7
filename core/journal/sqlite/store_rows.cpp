// One commit's share of replaying, dropping and the index.
#include "core/journal/sqlite/store.hpp"

#include <limits>

namespace turnout::journal::sqlite {

namespace {

void skip(StepsDone& result, const std::string& why) {
    if (result.skipped++ == 0) result.skipped_because = why;
}

} // namespace

std::string Store::objection(const Parked& row, const std::string& route) {
    if (route == host_route) return "@host delivers nothing: name a route";
    if (row.key.route == host_route) {
        if (row.verdict != "stale") return "what is " + row.verdict + " was never an event";
        if (row.event.event.batch_size > 1) return "a stale batch cannot be replayed";
    }
    const CursorState* cursor = cursors_.find(route);
    if (cursor == nullptr) return "there is no route " + route;
    return cursor->retired() ? "route " + route + " is not configured any more" : std::string();
}

std::uint32_t Store::next_replay() {
    const std::uint64_t replay = meta_.get("replay") + 1;
    if (replay > std::numeric_limits<std::uint32_t>::max())
        throw DatabaseError(SQLITE_INTERNAL, "there are no numbers left for replays");
    meta_.set("replay", replay);
    return static_cast<std::uint32_t>(replay);
}

void Store::replay(RowsWork& work, std::uint64_t number) {
    std::string route = work.route;
    const auto may = [this](const Parked& row, const std::string& target) { return objection(row, target); };
    const std::string against = parked_.replay_dead(number, route, next_replay(), clock_.now(), may);
    if (!against.empty()) return skip(work.result, "dead letter " + std::to_string(number) + ": " + against);
    ++work.result.rows;
    work.result.routes.insert(route);
}

void Store::apply(RowsWork& work) {
    work.result = {};
    for (const std::uint64_t number : work.numbers) {
        if (work.action == RowsWork::Action::replay)
            replay(work, number);
        else if (parked_.drop_dead(number))
            ++work.result.rows;
        else
            skip(work.result, "dead letter " + std::to_string(number) + " is gone already");
    }
    Parked asked;
    asked.key.route = work.route;
    for (const StoredEvent& event : work.events) {
        if (const std::string against = objection(asked, work.route); !against.empty()) {
            skip(work.result, against);
            continue;
        }
        parked_.replay_event(event, work.route, next_replay(), clock_.now());
        ++work.result.rows;
        work.result.routes.insert(work.route);
    }
}

void Store::apply(const IndexWork& work) {
    for (const Summary& summary : work.summaries) summaries_.put(summary);
    for (const std::int64_t slot : work.gone) summaries_.remove(slot);
    if (work.events_to != 0) meta_.set("events_summarized", work.events_to);
    if (work.rows_to != 0) meta_.set("rows_summarized", work.rows_to);
}

} // namespace turnout::journal::sqlite
