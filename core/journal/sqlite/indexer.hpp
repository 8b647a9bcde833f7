// Reads what is not summarized yet and makes summaries of it, off the writer's thread.
#pragma once
#include "core/journal/sqlite/shared_bodies.hpp"
#include "core/journal/sqlite/summary.hpp"
#include "core/journal/sqlite/work.hpp"

#include <filesystem>

namespace turnout::journal::sqlite {

/// The clerk's thread. Reads throw DatabaseError; what is damaged is summarized as "may hold anything", so that whoever
/// searches there finds the damage.
class Indexer {
public:
    Indexer(const std::filesystem::path& file, const std::string& vfs);

    /// Some summaries of the events from `first` to `last`, as far as they are due; none: nothing is.
    std::optional<IndexWork> next_events(Sequence first, Sequence last);
    /// The same for parked rows up to the number `last`.
    std::optional<IndexWork> next_rows(std::uint64_t last);
    /// Looks at a few summaries of parked rows, in turn: those that are about nothing any more are to go.
    std::optional<IndexWork> sweep();

    /// It was committed.
    void written(const IndexWork& work);

private:
    Sequence summarize_events(Sequence from, SummaryBuilder& builder);
    void summarize_rows(std::uint64_t from, IndexWork& work);
    bool any_row(std::uint64_t first, std::uint64_t last, bool dead);

    Database database_;
    const EventIdMaker maker_;
    Statement batches_, rows_;
    BodyReader bodies_;
    Statement summaries_, states_;
    Sequence events_to_ = 0;
    std::uint64_t rows_to_ = 0;
    std::int64_t swept_to_ = 0;
};

} // namespace turnout::journal::sqlite
