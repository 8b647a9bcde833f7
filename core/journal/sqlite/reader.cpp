#include "core/journal/sqlite/reader.hpp"

#include "core/journal/journal.hpp"
#include "core/journal/record.hpp"
#include "core/journal/sqlite/batch_table.hpp"
#include "core/journal/sqlite/parked_table.hpp"

#include <algorithm>
#include <limits>

namespace turnout::journal::sqlite {

namespace {

constexpr std::size_t batches_kept = 4;

eventsub::Time time_of(const Statement& row, int column) {
    return eventsub::Time(eventsub::Duration(row.number(column)));
}

[[noreturn]] void cannot_read(const std::filesystem::path& file, const std::string& why) {
    throw JournalError("cannot read " + file.string() + ": " + why +
                       "; restore the state directory from a backup, or move it away to begin anew");
}

} // namespace

Reader::Reader(const std::filesystem::path& file, const std::string& vfs)
    : file_(file),
      database_(file, Access::read_only, vfs),
      holding_(database_, "SELECT first, count, checksum, ids, data FROM batches WHERE first <= ?1 "
                          "ORDER BY first DESC LIMIT 1"),
      following_(database_, "SELECT first, count, checksum, ids, data FROM batches WHERE first > ?1 "
                            "ORDER BY first LIMIT 1"),
      parked_(database_, "SELECT sequence, replay, attempts, first_attempt, last_attempt, next_attempt, ordering_key, "
                         "verdict, reason, plugin_id, plugin_version, checksum, event FROM parked "
                         "WHERE route = ?1 AND state = ?2 AND next_attempt <= ?3 "
                         "AND (next_attempt, sequence, replay) > (?4, ?5, ?6) "
                         "ORDER BY next_attempt, sequence, replay LIMIT ?7") {
    database_.execute("PRAGMA query_only = 1; PRAGMA mmap_size = 0");
}

BatchPointer Reader::load(Statement& statement, Sequence sequence) {
    statement.bind_all(sequence);
    Rows rows(statement);
    if (!rows.next()) return nullptr;
    const Sequence first = statement.natural(0);
    const std::size_t count = statement.natural(1);
    std::string data(statement.bytes(4));
    if (batch_checksum(first, statement.bytes(3), data) != statement.natural(2))
        cannot_read(file_, "the events from " + std::to_string(first) + " are damaged");
    return std::make_shared<const Batch>(first, count, std::move(data));
}

BatchPointer Reader::batch_at(Sequence sequence) {
    const std::lock_guard lock(mutex_);
    for (const BatchPointer& batch : loaded_)
        if (batch->first() <= sequence && sequence <= batch->last()) return batch;
    try {
        BatchPointer batch = load(holding_, sequence);
        if (!batch || batch->last() < sequence) batch = load(following_, sequence);
        if (!batch) return nullptr;
        loaded_.push_back(batch);
        if (loaded_.size() > batches_kept) loaded_.pop_front();
        return batch;
    } catch (const DatabaseError& error) {
        cannot_read(file_, error.what());
    }
}

Parked Reader::parked_row(const std::string& route, ParkedState state) {
    Parked row;
    row.key = {route, parked_.natural(0), static_cast<std::uint32_t>(parked_.number(1))};
    row.state = state;
    row.attempts = static_cast<std::uint32_t>(parked_.number(2));
    row.first_attempt = time_of(parked_, 3);
    row.last_attempt = time_of(parked_, 4);
    row.next_attempt = time_of(parked_, 5);
    row.ordering_key = parked_.bytes(6);
    row.verdict = parked_.bytes(7);
    row.reason = parked_.bytes(8);
    row.plugin_id = parked_.bytes(9);
    row.plugin_version = parked_.bytes(10);
    row.event.sequence = row.key.sequence;
    const auto copy = std::make_shared<const std::string>(parked_.bytes(12));
    if (parked_checksum(row.key, *copy) != parked_.natural(11)) {
        row.damage = "its checksum is wrong";
        return row;
    }
    try {
        const auto events = decode_records(*copy);
        if (events.size() != 1) throw BadRecord("it holds " + std::to_string(events.size()) + " events");
        row.event = {row.key.sequence, events.front(), copy};
    } catch (const BadRecord& error) {
        row.damage = error.what();
    }
    return row;
}

std::vector<Parked> Reader::parked(const std::string& route, ParkedState state, eventsub::Time until, std::size_t count,
                                   const std::optional<Parked>& after) {
    const std::lock_guard lock(mutex_);
    std::vector<Parked> page;
    try {
        const std::int64_t from =
            after ? after->next_attempt.time_since_epoch().count() : std::numeric_limits<std::int64_t>::min();
        parked_.bind_all(route, static_cast<int>(state), until.time_since_epoch().count(), from,
                         after ? after->key.sequence : 0, after ? after->key.replay : 0U,
                         static_cast<std::int64_t>(std::min<std::size_t>(count, INT32_MAX)));
        Rows rows(parked_);
        while (rows.next()) page.push_back(parked_row(route, state));
        return page;
    } catch (const DatabaseError& error) {
        cannot_read(file_, error.what());
    }
}

} // namespace turnout::journal::sqlite
