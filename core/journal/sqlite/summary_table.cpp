#include "core/journal/sqlite/summary_table.hpp"

namespace turnout::journal::sqlite {

namespace {

constexpr int purged_at_once = 100;

} // namespace

SummaryTable::SummaryTable(Database& database)
    : put_(database, "INSERT OR REPLACE INTO summaries(slot, first, last, earliest, latest, checksum, types, filter) "
                     "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"),
      remove_(database, "DELETE FROM summaries WHERE slot = ?1"),
      purge_(database, "DELETE FROM summaries WHERE slot IN (SELECT slot FROM summaries WHERE slot BETWEEN ?1 AND ?2 "
                       "ORDER BY slot LIMIT ?3)") {
}

void SummaryTable::put(const Summary& summary) {
    put_.bind_all(summary.slot(), summary.first, summary.last, summary.earliest.time_since_epoch().count(),
                  summary.latest.time_since_epoch().count(), summary.sum(), Statement::Blob{summary.types},
                  Statement::Blob{summary.filter})
        .run();
}

void SummaryTable::remove(std::int64_t slot) {
    remove_.bind_all(slot).run();
}

void SummaryTable::purge_events(Sequence last) {
    purge_.bind_all(Summary::slot(SummaryKind::events, 0), Summary::slot(SummaryKind::events, last), purged_at_once)
        .run();
}

} // namespace turnout::journal::sqlite
