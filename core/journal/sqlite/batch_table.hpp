// The log: one row per batch. Writing, and what the writer itself reads.
#pragma once
#include "core/eventsub/clock.hpp"
#include "core/journal/sqlite/batch.hpp"
#include "core/journal/sqlite/database.hpp"
#include "core/journal/sqlite/event_id.hpp"

#include <functional>
#include <optional>

namespace turnout::journal::sqlite {

/// What stands in a row beside `first`; chains both columns, so that neither can be exchanged.
std::uint64_t batch_checksum(Sequence first, std::string_view ids, std::string_view data);

/// The batch at which a statement stands that selects first, count, checksum, ids, data. Throws JournalError if it is
/// damaged.
BatchPointer batch_of(const Statement& statement, const std::filesystem::path& file);

class BatchTable {
public:
    explicit BatchTable(Database& database);

    void insert(const Batch& batch, std::string_view ids, eventsub::Time accepted);

    struct Row {
        Sequence first;
        Sequence last;
        eventsub::Time accepted;
        std::size_t bytes;
    };

    std::optional<Row> newest();
    std::optional<Row> oldest();

    /// Calls `use` with each id of an event after `sequence`, in order.
    void ids_after(Sequence sequence, const std::function<void(const EventId&)>& use);

    /// Removes from the oldest row on while `may_go` says so, at most `limit` rows and about `bytes`; the last one
    /// removed.
    std::optional<Row> purge(std::size_t limit, std::size_t bytes, const std::function<bool(const Row&)>& may_go);

private:
    static Row row_of(const Statement& statement);

    Statement insert_, newest_, oldest_, from_, remove_to_;
    Database& database_;
};

} // namespace turnout::journal::sqlite
