#include "core/journal/sqlite/batch_table.hpp"

#include "core/journal/sqlite/parked_row.hpp"

namespace turnout::journal::sqlite {

namespace {
// length() of a blob comes from the row's header; the blob is not read.
#define TURNOUT_BATCH_ROW "SELECT first, count, accepted, length(data) FROM batches "
} // namespace

std::uint64_t batch_checksum(Sequence first, std::string_view ids, std::string_view data) {
    return checksum(data, checksum(ids, first));
}

BatchPointer batch_of(const Statement& statement, const std::filesystem::path& file) {
    const Sequence first = statement.natural(0);
    std::string data(statement.bytes(4));
    if (batch_checksum(first, statement.bytes(3), data) != statement.natural(2))
        cannot_read(file, "the events from " + std::to_string(first) + " are damaged");
    return std::make_shared<const Batch>(first, statement.natural(1), std::move(data));
}

BatchTable::BatchTable(Database& database)
    : insert_(database,
              "INSERT INTO batches(first, count, accepted, checksum, ids, data) VALUES(?1, ?2, ?3, ?4, ?5, ?6)"),
      newest_(database, TURNOUT_BATCH_ROW "ORDER BY first DESC LIMIT 1"),
      oldest_(database, TURNOUT_BATCH_ROW "ORDER BY first LIMIT 1"),
      from_(database, TURNOUT_BATCH_ROW "ORDER BY first LIMIT ?1"),
      remove_to_(database, "DELETE FROM batches WHERE first <= ?1"),
      database_(database) {
}

void BatchTable::insert(const Batch& batch, std::string_view ids, eventsub::Time accepted) {
    insert_
        .bind_all(batch.first(), batch.last() - batch.first() + 1, accepted.time_since_epoch().count(),
                  batch_checksum(batch.first(), ids, batch.data()), Statement::Blob{ids}, Statement::Blob{batch.data()})
        .run();
}

BatchTable::Row BatchTable::row_of(const Statement& statement) {
    const Sequence first = statement.natural(0);
    return {first, first + statement.natural(1) - 1, eventsub::Time(eventsub::Duration(statement.number(2))),
            static_cast<std::size_t>(statement.natural(3))};
}

std::optional<BatchTable::Row> BatchTable::newest() {
    Rows rows(newest_);
    return rows.next() ? std::optional(row_of(newest_)) : std::nullopt;
}

std::optional<BatchTable::Row> BatchTable::oldest() {
    Rows rows(oldest_);
    return rows.next() ? std::optional(row_of(oldest_)) : std::nullopt;
}

void BatchTable::ids_after(Sequence sequence, const std::function<void(const EventId&)>& use) {
    Statement ids(database_, "SELECT first, count, ids FROM batches WHERE first >= "
                             "coalesce((SELECT max(first) FROM batches WHERE first <= ?1), 0) ORDER BY first");
    ids.bind_all(sequence + 1);
    while (ids.step()) {
        const Sequence first = ids.natural(0);
        const std::string_view column = ids.bytes(2);
        if (column.size() != ids.natural(1) * event_id_size)
            throw DatabaseError(SQLITE_CORRUPT, "the ids of the events from " + std::to_string(first) + " are damaged");
        for (std::size_t i = 0; i < column.size() / event_id_size; ++i)
            if (first + i > sequence) use(event_id_at(column, i));
    }
}

std::optional<BatchTable::Row> BatchTable::purge(std::size_t limit, std::size_t bytes,
                                                 const std::function<bool(const Row&)>& may_go) {
    std::optional<Row> last;
    {
        from_.bind_all(limit);
        Rows rows(from_);
        std::size_t sum = 0;
        while (sum < bytes && rows.next()) {
            const Row row = row_of(from_);
            if (!may_go(row)) break;
            sum += row.bytes;
            last = row;
        }
    }
    if (last) remove_to_.bind_all(last->first).run();
    return last;
}

} // namespace turnout::journal::sqlite
