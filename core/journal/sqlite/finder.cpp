#include "core/journal/sqlite/finder.hpp"

#include "core/journal/record.hpp"
#include "core/journal/sqlite/batch_table.hpp"
#include "core/journal/sqlite/finder_page.hpp"
#include "core/journal/sqlite/parked_row.hpp"

#include <algorithm>

namespace turnout::journal::sqlite {

namespace {

/// A page must not keep the batches that it was found in.
StoredEvent copy_of(Sequence sequence, const eventsub::Event& event) {
    auto record = std::make_shared<std::string>();
    encode_record(event, {}, *record);
    const eventsub::Event copied = decode_records(*record).front();
    return {sequence, copied, std::move(record)};
}

} // namespace

Finder::Finder(const std::filesystem::path& file, const std::string& vfs, const View& view)
    : file_(file),
      view_(view),
      database_(file, Access::read_only, vfs),
      meta_(database_, "SELECT value FROM meta WHERE key = ?1"),
      maker_(meta("seed")),
      batches_(database_, "SELECT first, count, checksum, ids, data FROM batches WHERE first <= ?1 "
                          "ORDER BY first DESC"),
      row_(database_, "SELECT " TURNOUT_PARKED_COLUMNS " FROM parked WHERE number = ?1"),
      rows_(database_, "SELECT " TURNOUT_PARKED_COLUMNS " FROM parked WHERE number BETWEEN ?1 AND ?2 ORDER BY number"),
      numbers_(database_, "SELECT number FROM parked WHERE route = ?1 AND state = ?2"),
      rows_of_(database_, "SELECT " TURNOUT_PARKED_COLUMNS " FROM parked WHERE route = ?1 AND sequence = ?2 "
                          "ORDER BY number"),
      samples_(database_, "SELECT samples FROM progress_history WHERE route = ?1 AND settled_to >= ?2 "
                          "ORDER BY settled_to LIMIT 1"),
      keys_(database_, "SELECT ordering_key, count(*) FROM parked WHERE route = ?1 AND state = 1 "
                       "AND (replay = 0 OR attempts <> 0) GROUP BY ordering_key"),
      lanes_(database_, "SELECT DISTINCT next_attempt FROM parked WHERE route = ?1 AND state = 2 "
                        "ORDER BY next_attempt"),
      begun_(database_, "SELECT " TURNOUT_PARKED_COLUMNS " FROM parked WHERE route = ?1 AND number > ?2 AND "
                        "state = 1 AND attempts <> 0 AND last_attempt >= next_attempt ORDER BY number LIMIT ?3"),
      bodies_(database_),
      falling_(database_, SummarySearch::Order::falling),
      dead_(database_, SummarySearch::Order::rising),
      pending_(database_, SummarySearch::Order::rising) {
    database_.execute("PRAGMA query_only = 1; PRAGMA mmap_size = 0");
}

std::uint64_t Finder::meta(std::string_view key) {
    meta_.bind_all(key);
    Rows rows(meta_);
    return rows.next() ? meta_.natural(0) : 0;
}

std::vector<StoredEvent> Finder::find(const EventQuery& query) {
    return reading([&] {
        Page<StoredEvent> page{.limit = query.limit};
        collect(page, query);
        return std::move(page.found);
    });
}

void Finder::collect(Page<StoredEvent>& page, const EventQuery& query) {
    Sequence from = view_.last();
    if (query.before != 0) from = std::min(from, query.before - 1);
    const Sequence summarized = meta("events_summarized");
    collect(page, query, from, summarized + 1);
    const SummaryTest test(query, maker_);
    falling_.begin(SummaryKind::events, 0, from, test);
    while (!page.full()) {
        const auto run = falling_.next();
        if (!run) return;
        collect(page, query, std::min(from, run->last), run->first);
    }
}

void Finder::collect(Page<StoredEvent>& page, const EventQuery& query, Sequence from, Sequence to) {
    if (from < to) return;
    batches_.bind_all(from);
    Rows rows(batches_);
    while (!page.full() && rows.next()) {
        if (batches_.natural(0) + batches_.natural(1) - 1 < to) return;
        const BatchPointer batch = batch_of(batches_, file_);
        for (Sequence one = std::min(from, batch->last()); one >= batch->first() && !page.full(); --one) {
            const eventsub::Event& event = batch->events()[one - batch->first()];
            if (matches(query, StoredEvent{one, event, nullptr})) page.add(copy_of(one, event));
        }
    }
}

} // namespace turnout::journal::sqlite
