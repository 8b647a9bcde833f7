// What people and retention do with parked rows, a few at a time.
#include "core/journal/record.hpp"
#include "core/journal/sqlite/parked_row.hpp"
#include "core/journal/sqlite/parked_table.hpp"

#include <numeric>

namespace turnout::journal::sqlite {

namespace {

constexpr std::size_t expired_at_once = 100;
constexpr std::uint64_t bytes_at_once = std::uint64_t{4} << 20;

Parked replayed(const StoredEvent& event, std::string reason, eventsub::Time now) {
    Parked row;
    row.next_attempt = now;
    row.verdict = "replay";
    row.reason = std::move(reason);
    row.event = event;
    return row;
}

} // namespace

std::uint64_t ParkedTable::remove_pending(const std::string& route, std::uint64_t rows) {
    std::vector<Found> found;
    {
        pending_.bind_all(route, rows);
        Rows all(pending_);
        while (all.next())
            found.push_back({pending_.natural(0), static_cast<ParkedState>(pending_.number(1)), pending_.natural(2),
                             pending_.natural(3)});
    }
    for (const Found& one : found) remove(route, one);
    return found.size();
}

bool ParkedTable::drop_dead(std::uint64_t number) {
    std::string route;
    Found found{number, ParkedState::dead, 0, 0};
    {
        dead_.bind_all(number);
        Rows rows(dead_);
        if (!rows.next()) return false;
        route = dead_.bytes(1);
        found.bytes = dead_.bytes(15).size();
        found.body = dead_.natural(16);
    }
    remove(route, found);
    return true;
}

std::string
ParkedTable::replay_dead(std::uint64_t number, std::string& route, std::uint32_t replay, eventsub::Time now,
                         const std::function<std::string(const Parked&, const std::string& route)>& objection) {
    Parked dead;
    Found found{number, ParkedState::dead, 0, 0};
    {
        dead_.bind_all(number);
        Rows rows(dead_);
        if (!rows.next()) return "it is no dead letter any more";
        dead = parked_row_of(dead_, reader_).parked;
        found.bytes = dead_.bytes(15).size();
        found.body = dead_.natural(16);
    }
    if (route.empty()) route = dead.key.route;
    if (!dead.damage.empty()) return "the copy of its event is damaged";
    if (std::string against = objection(dead, route); !against.empty()) return against;
    Parked row = replayed(dead.event, "was dead letter " + std::to_string(number) + ": " + dead.verdict, now);
    if (!dead.reason.empty()) row.reason += ": " + dead.reason;
    row.ordering_key = dead.ordering_key;
    insert({route, dead.key.sequence, replay}, row, now); // first: a body that both share stays
    remove(dead.key.route, found);
    return {};
}

void ParkedTable::replay_event(const StoredEvent& event, const std::string& route, std::uint32_t replay,
                               eventsub::Time now) {
    insert({route, event.sequence, replay}, replayed(event, "asked for", now), now);
}

ParkedTable::DeadLetters ParkedTable::dead_letters() const {
    const auto add = [](std::uint64_t sum, const auto& counts) { return sum + counts.second.dead; };
    return {std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0}, add), dead_bytes_};
}

Expired ParkedTable::expire_dead(const DeadLimits& limits) {
    Expired expired;
    const std::uint64_t before = dead_bytes_;
    // One by one, as only the last letter that shares a body makes its space free.
    while (expired.all() < expired_at_once && before - dead_bytes_ < bytes_at_once) {
        Found oldest{0, ParkedState::dead, 0, 0};
        std::string route;
        {
            Rows rows(oldest_dead_);
            if (!rows.next()) break;
            const DeadLetters left = dead_letters();
            if (eventsub::Time(eventsub::Duration(oldest_dead_.number(1))) < limits.died_before)
                ++expired.by_age;
            else if (left.number > limits.number)
                ++expired.by_count;
            else if (left.bytes > limits.bytes)
                ++expired.by_size;
            else
                break;
            oldest.number = oldest_dead_.natural(0);
            oldest.bytes = oldest_dead_.natural(2);
            oldest.body = oldest_dead_.natural(3);
            route = oldest_dead_.bytes(4);
        }
        remove(route, oldest);
    }
    return expired;
}

} // namespace turnout::journal::sqlite
