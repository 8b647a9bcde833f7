#include "core/journal/sqlite/parked_table.hpp"

#include "core/journal/record.hpp"
#include "core/journal/sqlite/event_id.hpp"
#include "core/journal/sqlite/parked_row.hpp"

#include <algorithm>
#include <array>

namespace turnout::journal::sqlite {

namespace {

std::uint64_t& slot(Counts& counts, ParkedState state) {
    switch (state) {
    case ParkedState::waiting: return counts.waiting;
    case ParkedState::held: return counts.held;
    case ParkedState::dead: break;
    }
    return counts.dead;
}

constexpr std::array all_states{ParkedState::waiting, ParkedState::held, ParkedState::dead};

std::int64_t nanoseconds(eventsub::Time time) {
    return time.time_since_epoch().count();
}

} // namespace

std::uint64_t parked_checksum(const DeliveryKey& key, std::string_view event, std::uint64_t body) {
    return checksum(event, checksum(key.route, key.sequence ^ (std::uint64_t{key.replay} << 32)) ^ body);
}

ParkedTable::ParkedTable(Database& database, Meta& meta)
    : database_(database),
      meta_(meta),
      bodies_(database, meta),
      reader_(database),
      find_(database, "SELECT number, state, length(event), body FROM parked "
                      "WHERE route = ?1 AND sequence = ?2 AND replay = ?3"),
      insert_(database, "INSERT INTO parked(" TURNOUT_PARKED_COLUMNS ", died) "
                        "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)"),
      update_(database, "UPDATE parked SET state = ?2, attempts = ?3, first_attempt = ?4, last_attempt = ?5, "
                        "next_attempt = ?6, ordering_key = ?7, verdict = ?8, reason = ?9, plugin_id = ?10, "
                        "plugin_version = ?11 WHERE number = ?1"),
      renumber_(database, "UPDATE parked SET number = ?2, died = ?3 WHERE number = ?1"),
      charge_(database, "UPDATE parked SET attempts = ?4, first_attempt = ?5, last_attempt = ?6, ordering_key = ?7 "
                        "WHERE route = ?1 AND sequence = ?2 AND replay = ?3"),
      remove_(database, "DELETE FROM parked WHERE number = ?1"),
      pending_(database, "SELECT number, state, length(event), body FROM parked "
                         "WHERE route = ?1 AND state IN (1, 2) LIMIT ?2"),
      dead_(database, "SELECT " TURNOUT_PARKED_COLUMNS " FROM parked WHERE number = ?1 AND state = 3"),
      oldest_dead_(database, "SELECT number, died, length(event), body, route FROM parked WHERE state = 3 "
                             "ORDER BY number LIMIT 1"),
      save_count_(database, "INSERT INTO counts(route, state, number) VALUES(?1, ?2, ?3) "
                            "ON CONFLICT(route, state) DO UPDATE SET number = excluded.number") {
    reload();
}

void ParkedTable::reload() {
    decltype(counts_) counts;
    Statement rows(database_, "SELECT route, state, number FROM counts");
    while (rows.step())
        slot(counts[std::string(rows.bytes(0))], static_cast<ParkedState>(rows.number(1))) = rows.natural(2);
    counts_.swap(counts);
    number_ = std::max(meta_.get("parked_number"),
                       static_cast<std::uint64_t>(database_.number("SELECT max(number) FROM parked")));
    number_changed_ = false;
    dead_bytes_ = meta_.get("dead_bytes");
    unsaved_.clear();
    counts_changed_ = true;
    bodies_.forget();
    reader_.forget();
}

std::optional<ParkedTable::Found> ParkedTable::find(const DeliveryKey& key) {
    find_.bind_all(key.route, key.sequence, key.replay);
    Rows rows(find_);
    if (!rows.next()) return std::nullopt;
    return Found{find_.natural(0), static_cast<ParkedState>(find_.number(1)), find_.natural(2), find_.natural(3)};
}

void ParkedTable::put(const DeliveryKey& key, const Parked& parked, eventsub::Time now) {
    const auto found = find(key);
    if (!found) return insert(key, parked, now);
    const bool was_dead = found->state == ParkedState::dead, dies = parked.state == ParkedState::dead;
    if (dies && !was_dead) dead_bytes_ += weight(*found);
    update(*found, parked, now);
    if (was_dead && !dies) dead_bytes_ -= weight(*found);
    count(key.route, found->state, -1);
    count(key.route, parked.state, 1);
}

std::uint64_t ParkedTable::weight(const Found& found) {
    const bool alone = found.body != 0 && !bodies_.has_dead(found.body);
    return found.bytes + (alone ? bodies_.size(found.body) : 0);
}

void ParkedTable::update(const Found& found, const Parked& parked, eventsub::Time now) {
    update_
        .bind_all(found.number, static_cast<int>(parked.state), parked.attempts, nanoseconds(parked.first_attempt),
                  nanoseconds(parked.last_attempt), nanoseconds(parked.next_attempt), parked.ordering_key,
                  parked.verdict, parked.reason, parked.plugin_id, parked.plugin_version)
        .run();
    const bool dies = parked.state == ParkedState::dead;
    if (dies != (found.state == ParkedState::dead))
        renumber_.bind_all(found.number, next_number(), dies ? nanoseconds(now) : 0).run();
}

void ParkedTable::insert(const DeliveryKey& key, const Parked& parked, eventsub::Time now) {
    eventsub::Event own = parked.event.event;
    std::uint64_t body = 0;
    if (shares_body(own)) {
        body = bodies_.keep(parked.event);
        own.body = {};
    }
    std::string event;
    encode_record(own, {}, event);
    const bool dead = parked.state == ParkedState::dead;
    const Found added{next_number(), parked.state, event.size(), body};
    if (dead) dead_bytes_ += weight(added);
    insert_
        .bind_all(added.number, key.route, key.sequence, key.replay, static_cast<int>(parked.state), parked.attempts,
                  nanoseconds(parked.first_attempt), nanoseconds(parked.last_attempt), nanoseconds(parked.next_attempt),
                  parked.ordering_key, parked.verdict, parked.reason, parked.plugin_id, parked.plugin_version,
                  parked_checksum(key, event, body), Statement::Blob{event}, body, dead ? nanoseconds(now) : 0)
        .run();
    count(key.route, parked.state, 1);
}

std::uint64_t ParkedTable::next_number() {
    number_changed_ = true;
    return ++number_;
}

bool ParkedTable::remove(const DeliveryKey& key) {
    const auto found = find(key);
    if (found) remove(key.route, *found);
    return found.has_value();
}

void ParkedTable::remove(const std::string& route, const Found& found) {
    remove_.bind_all(found.number).run();
    if (found.state == ParkedState::dead) dead_bytes_ -= weight(found);
    count(route, found.state, -1);
    bodies_.release(found.body);
}

bool ParkedTable::charge(const DeliveryKey& key, const Parked& parked) {
    charge_
        .bind_all(key.route, key.sequence, key.replay, parked.attempts, nanoseconds(parked.first_attempt),
                  nanoseconds(parked.last_attempt), parked.ordering_key)
        .run();
    return sqlite3_changes(database_.handle()) != 0;
}

void ParkedTable::count(const std::string& route, ParkedState state, int change) {
    slot(counts_[route], state) += static_cast<std::uint64_t>(change);
    unsaved_.insert(route);
}

void ParkedTable::save() {
    if (number_changed_) meta_.set("parked_number", number_);
    number_changed_ = false;
    if (!unsaved_.empty()) meta_.set("dead_bytes", dead_bytes_);
    for (const std::string& route : unsaved_) {
        for (const ParkedState state : all_states)
            save_count_.bind_all(route, static_cast<int>(state), slot(counts_[route], state)).run();
        counts_changed_ = true;
    }
    unsaved_.clear();
    bodies_.forget();
    reader_.forget();
}

} // namespace turnout::journal::sqlite
