// A read-only connection: events of the log and parked rows, for any thread.
#pragma once
#include "core/journal/sqlite/batch.hpp"
#include "core/journal/sqlite/database.hpp"
#include "core/journal/sqlite/shared_bodies.hpp"
#include "core/journal/types.hpp"

#include <deque>
#include <mutex>
#include <span>

namespace turnout::journal::sqlite {

/// Calls wait for each other. They throw JournalError.
class Reader {
public:
    Reader(const std::filesystem::path& file, const std::string& vfs);

    /// The batch that holds `sequence`, else the first one after it, else null.
    BatchPointer batch_at(Sequence sequence);

    std::vector<Parked> parked(const std::string& route, ParkedState state, eventsub::Time until, std::size_t count,
                               std::size_t bytes, const std::optional<Parked>& after, std::span<const RowKey> without);

    std::optional<eventsub::Time> oldest_pending(const std::string& route);

private:
    BatchPointer load(Statement& statement, Sequence sequence);

    std::filesystem::path file_;
    std::mutex mutex_;
    Database database_;
    Statement holding_, following_, keys_, parked_, pending_;
    BodyReader bodies_;
    std::deque<BatchPointer> loaded_; ///< the last few, since a large batch is read in several pages
};

} // namespace turnout::journal::sqlite
