#include "core/journal/sqlite/reader.hpp"

#include "core/journal/body_sum.hpp"
#include "core/journal/journal.hpp"
#include "core/journal/sqlite/batch_table.hpp"
#include "core/journal/sqlite/parked_row.hpp"

#include <algorithm>
#include <limits>

namespace turnout::journal::sqlite {

namespace {

constexpr std::size_t batches_kept = 4;

} // namespace

Reader::Reader(const std::filesystem::path& file, const std::string& vfs)
    : file_(file),
      database_(file, Access::read_only, vfs),
      holding_(database_, "SELECT first, count, checksum, ids, data FROM batches WHERE first <= ?1 "
                          "ORDER BY first DESC LIMIT 1"),
      following_(database_, "SELECT first, count, checksum, ids, data FROM batches WHERE first > ?1 "
                            "ORDER BY first LIMIT 1"),
      keys_(database_, "SELECT number, sequence, replay FROM parked "
                       "WHERE route = ?1 AND state = ?2 AND next_attempt <= ?3 "
                       "AND (next_attempt, sequence, replay) > (?4, ?5, ?6) "
                       "ORDER BY next_attempt, sequence, replay"),
      parked_(database_, "SELECT " TURNOUT_PARKED_COLUMNS " FROM parked WHERE number = ?1"),
      pending_(database_, "SELECT " TURNOUT_PARKED_COLUMNS " FROM parked WHERE route = ?1 AND state IN (1, 2) "
                          "ORDER BY sequence"),
      bodies_(database_) {
    database_.execute("PRAGMA query_only = 1; PRAGMA mmap_size = 0");
}

BatchPointer Reader::load(Statement& statement, Sequence sequence) {
    statement.bind_all(sequence);
    Rows rows(statement);
    if (!rows.next()) return nullptr;
    return batch_of(statement, file_);
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

std::vector<Parked> Reader::parked(const std::string& route, ParkedState state, eventsub::Time until, std::size_t count,
                                   std::size_t bytes, const std::optional<Parked>& after,
                                   std::span<const RowKey> without) {
    const std::lock_guard lock(mutex_);
    std::vector<Parked> page;
    try {
        const std::int64_t from =
            after ? after->next_attempt.time_since_epoch().count() : std::numeric_limits<std::int64_t>::min();
        keys_.bind_all(route, static_cast<int>(state), until.time_since_epoch().count(), from,
                       after ? after->key.sequence : 0, after ? after->key.replay : 0U);
        Rows keys(keys_); // the index alone: what is passed by costs no event
        BodySum sum;
        while (page.size() < count && (page.empty() || sum.total() < bytes) && keys.next()) {
            const RowKey key{keys_.natural(1), static_cast<std::uint32_t>(keys_.number(2))};
            if (std::binary_search(without.begin(), without.end(), key)) continue;
            parked_.bind_all(keys_.natural(0));
            Rows row(parked_);
            if (!row.next()) throw DatabaseError(SQLITE_CORRUPT, "an index names a parked row that is not there");
            page.push_back(parked_row_of(parked_, bodies_).parked);
            sum.add(page.back().event.event);
        }
        return page;
    } catch (const DatabaseError& error) {
        cannot_read(file_, error.what());
    }
}

std::optional<eventsub::Time> Reader::oldest_pending(const std::string& route) {
    const std::lock_guard lock(mutex_);
    try {
        pending_.bind_all(route);
        for (Rows rows(pending_); rows.next();) {
            const Parked row = parked_row_of(pending_, bodies_).parked;
            if (row.damage.empty()) return row.event.event.accepted;
        }
        return std::nullopt;
    } catch (const DatabaseError& error) {
        cannot_read(file_, error.what());
    }
}

} // namespace turnout::journal::sqlite
