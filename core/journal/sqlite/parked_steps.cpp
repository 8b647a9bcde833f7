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
            found.push_back({pending_.natural(0), static_cast<ParkedState>(pending_.number(1)), pending_.natural(2)});
    }
    for (const Found& one : found) remove(route, one);
    return found.size();
}

bool ParkedTable::drop_dead(std::uint64_t number) {
    std::string route;
    std::uint64_t bytes = 0;
    {
        dead_.bind_all(number);
        Rows rows(dead_);
        if (!rows.next()) return false;
        route = dead_.bytes(1);
        bytes = dead_.bytes(15).size();
    }
    remove(route, {number, ParkedState::dead, bytes});
    return true;
}

std::string
ParkedTable::replay_dead(std::uint64_t number, std::string& route, std::uint32_t replay, eventsub::Time now,
                         const std::function<std::string(const Parked&, const std::string& route)>& objection) {
    Parked dead;
    std::uint64_t bytes = 0;
    {
        dead_.bind_all(number);
        Rows rows(dead_);
        if (!rows.next()) return "it is no dead letter any more";
        dead = parked_row_of(dead_).parked;
        bytes = dead_.bytes(15).size();
    }
    if (route.empty()) route = dead.key.route;
    if (!dead.damage.empty()) return "the copy of its event is damaged";
    if (std::string against = objection(dead, route); !against.empty()) return against;
    Parked row = replayed(dead.event, "was dead letter " + std::to_string(number) + ": " + dead.verdict, now);
    if (!dead.reason.empty()) row.reason += ": " + dead.reason;
    row.ordering_key = dead.ordering_key;
    remove(dead.key.route, {number, ParkedState::dead, bytes});
    count(route, ParkedState::waiting, 1, insert({route, dead.key.sequence, replay}, row, now));
    return {};
}

void ParkedTable::replay_event(const StoredEvent& event, const std::string& route, std::uint32_t replay,
                               eventsub::Time now) {
    const Parked row = replayed(event, "asked for", now);
    count(route, ParkedState::waiting, 1, insert({route, event.sequence, replay}, row, now));
}

ParkedTable::DeadLetters ParkedTable::dead_letters() const {
    const auto add = [](std::uint64_t sum, const auto& counts) { return sum + counts.second.dead; };
    return {std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0}, add), dead_bytes_};
}

Expired ParkedTable::expire_dead(const DeadLimits& limits) {
    Expired expired;
    std::vector<std::pair<std::string, Found>> over;
    {
        DeadLetters left = dead_letters();
        std::uint64_t bytes = 0;
        Rows rows(oldest_dead_);
        while (over.size() < expired_at_once && bytes < bytes_at_once && rows.next()) {
            if (eventsub::Time(eventsub::Duration(oldest_dead_.number(1))) < limits.died_before)
                ++expired.by_age;
            else if (left.number > limits.number)
                ++expired.by_count;
            else if (left.bytes > limits.bytes)
                ++expired.by_size;
            else
                break;
            const Found one{oldest_dead_.natural(0), ParkedState::dead, oldest_dead_.natural(2)};
            --left.number;
            left.bytes -= one.bytes;
            bytes += one.bytes;
            over.emplace_back(oldest_dead_.bytes(3), one);
        }
    }
    for (const auto& [route, one] : over) remove(route, one);
    return expired;
}

} // namespace turnout::journal::sqlite
