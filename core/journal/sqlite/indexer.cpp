#include "core/journal/sqlite/indexer.hpp"

#include "core/journal/journal.hpp"
#include "core/journal/sqlite/batch_table.hpp"
#include "core/journal/sqlite/parked_row.hpp"

#include <algorithm>
#include <limits>

namespace turnout::journal::sqlite {

namespace {

// So many make a summary: 2.5 KB that spare reading them all. Fewer would make a search for what is nowhere slower,
// more one for what is in every run once.
constexpr std::uint64_t events_per_summary = 512;
// Nor of more commits than these, as each costs a search as much as several events: a host with little to do has one
// event in each.
constexpr std::uint64_t batches_per_summary = 64;
constexpr std::uint64_t rows_per_summary = 256;
constexpr std::size_t summaries_per_commit = 8;
constexpr int swept_at_once = 16;

std::uint64_t meta(Database& database, const char* key) {
    Statement get(database, "SELECT value FROM meta WHERE key = ?1");
    get.bind_all(std::string_view(key));
    return get.step() ? get.natural(0) : 0;
}

} // namespace

Indexer::Indexer(const std::filesystem::path& file, const std::string& vfs)
    : database_(file, Access::read_only, vfs),
      maker_(meta(database_, "seed")),
      batches_(database_, "SELECT first, count, checksum, ids, data FROM batches WHERE first >= ?1 ORDER BY first"),
      rows_(database_, "SELECT " TURNOUT_PARKED_COLUMNS " FROM parked WHERE number BETWEEN ?1 AND ?2"),
      bodies_(database_),
      summaries_(database_, "SELECT slot, first, last FROM summaries WHERE slot > ?1 ORDER BY slot LIMIT ?2"),
      states_(database_, "SELECT 1 FROM parked WHERE number BETWEEN ?1 AND ?2 AND (state = 3) = ?3 LIMIT 1"),
      events_to_(meta(database_, "events_summarized")),
      rows_to_(meta(database_, "rows_summarized")) {
    database_.execute("PRAGMA query_only = 1; PRAGMA mmap_size = 0; PRAGMA cache_size = -1024");
}

std::optional<IndexWork> Indexer::next_events(Sequence first, Sequence last) {
    IndexWork work;
    Sequence to = std::max(events_to_, first - 1);
    while (work.summaries.size() < summaries_per_commit && last >= to + events_per_summary) {
        SummaryBuilder builder(SummaryKind::events, maker_);
        const Sequence from = to + 1;
        const Sequence end = summarize_events(from, builder);
        if (end < from) break; // purged meanwhile
        work.summaries.push_back(builder.finish(from, end));
        to = end;
    }
    if (work.summaries.empty()) return std::nullopt;
    work.events_to = to;
    return work;
}

Sequence Indexer::summarize_events(Sequence from, SummaryBuilder& builder) {
    Sequence end = from - 1;
    batches_.bind_all(from);
    Rows rows(batches_);
    for (std::uint64_t seen = 0; seen < batches_per_summary && end + 1 < from + events_per_summary && rows.next();
         ++seen) {
        end = batches_.natural(0) + batches_.natural(1) - 1;
        try {
            const BatchPointer batch = batch_of(batches_, "");
            for (const eventsub::Event& event : batch->events()) builder.add(event);
        } catch (const JournalError&) {
            builder.add_unknown();
        }
    }
    return end;
}

std::optional<IndexWork> Indexer::next_rows(std::uint64_t last) {
    IndexWork work;
    std::uint64_t to = rows_to_;
    while (work.summaries.size() < summaries_per_commit && last >= to + rows_per_summary) {
        summarize_rows(to + 1, work);
        to += rows_per_summary;
    }
    if (to == rows_to_) return std::nullopt;
    work.rows_to = to;
    return work;
}

void Indexer::summarize_rows(std::uint64_t from, IndexWork& work) {
    const std::uint64_t to = from + rows_per_summary - 1;
    SummaryBuilder dead(SummaryKind::dead, maker_), pending(SummaryKind::pending, maker_);
    rows_.bind_all(from, to);
    for (Rows rows(rows_); rows.next();) {
        const Parked row = parked_row_of(rows_, bodies_).parked;
        (row.state == ParkedState::dead ? dead : pending).add(row);
    }
    if (!dead.empty()) work.summaries.push_back(dead.finish(from, to));
    if (!pending.empty()) work.summaries.push_back(pending.finish(from, to));
}

bool Indexer::any_row(std::uint64_t first, std::uint64_t last, bool dead) {
    states_.bind_all(first, last, dead ? 1 : 0);
    Rows rows(states_);
    return rows.next();
}

std::optional<IndexWork> Indexer::sweep() {
    const std::int64_t begin = Summary::slot(SummaryKind::dead, 0);
    const std::int64_t pending = Summary::slot(SummaryKind::pending, 0);
    IndexWork work;
    int seen = 0;
    summaries_.bind_all(std::max(begin, swept_to_), swept_at_once);
    for (Rows rows(summaries_); rows.next(); ++seen) {
        swept_to_ = summaries_.number(0);
        if (!any_row(summaries_.natural(1), summaries_.natural(2), swept_to_ < pending)) work.gone.push_back(swept_to_);
    }
    if (seen < swept_at_once) swept_to_ = 0;
    return work.gone.empty() ? std::nullopt : std::optional(std::move(work));
}

void Indexer::written(const IndexWork& work) {
    events_to_ = std::max(events_to_, work.events_to);
    rows_to_ = std::max(rows_to_, work.rows_to);
}

} // namespace turnout::journal::sqlite
