// The summaries as the writer keeps them.
#pragma once
#include "core/journal/sqlite/database.hpp"
#include "core/journal/sqlite/summary.hpp"

namespace turnout::journal::sqlite {

/// Used by the writer's thread, within its transactions.
class SummaryTable {
public:
    explicit SummaryTable(Database& database);

    void put(const Summary& summary);
    void remove(std::int64_t slot);
    /// Some of those that are only about events up to `last`.
    void purge_events(Sequence last);

private:
    Statement put_, remove_, purge_;
};

} // namespace turnout::journal::sqlite
