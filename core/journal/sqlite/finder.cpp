#include "core/journal/sqlite/finder.hpp"

#include "core/journal/record.hpp"
#include "core/journal/sqlite/batch_table.hpp"
#include "core/journal/sqlite/finder_page.hpp"
#include "core/journal/sqlite/parked_row.hpp"

#include <algorithm>
#include <utility>

namespace turnout::journal::sqlite {

namespace {

/// Copies what a page has found, as it must not keep the batches that it was found in. The elements of a message share
/// the copy of its body. For one batch.
class Copies {
public:
    /// How many bytes of body the last copy has for itself.
    std::size_t size() const { return size_; }

    StoredEvent copy(Sequence sequence, const eventsub::Event& event) {
        const bool shared = !event.element_id.empty() && event.body.data() == body_of_;
        eventsub::Event part = event;
        if (shared) part.body = {};
        auto record = std::make_shared<std::string>();
        encode_record(part, {}, *record);
        eventsub::Event copied = decode_records(*record).front();
        size_ = copied.body.size();
        if (shared) {
            copied.body = body_;
            return {sequence, copied, std::make_shared<std::pair<Owner, Owner>>(std::move(record), owner_)};
        }
        body_of_ = event.body.data();
        body_ = copied.body;
        owner_ = std::move(record);
        return {sequence, copied, owner_};
    }

private:
    using Owner = std::shared_ptr<const void>;

    const char* body_of_ = nullptr; ///< in the batch
    std::string_view body_;         ///< its copy
    Owner owner_;
    std::size_t size_ = 0;
};

} // namespace

Finder::Finder(const std::filesystem::path& file, const std::string& vfs, const View& view)
    : file_(file),
      view_(view),
      database_(file, Access::read_only, vfs),
      meta_(database_, "SELECT value FROM meta WHERE key = ?1"),
      maker_(meta("seed")),
      batches_(database_, "SELECT first, count, checksum, ids, data FROM batches WHERE first <= ?1 "
                          "ORDER BY first DESC"),
      batches_from_(database_, "SELECT first, count, checksum, ids, data FROM batches WHERE first >= "
                               "coalesce((SELECT max(first) FROM batches WHERE first <= ?1), ?1) ORDER BY first"),
      row_(database_, "SELECT " TURNOUT_PARKED_COLUMNS " FROM parked WHERE number = ?1"),
      rows_(database_, "SELECT " TURNOUT_PARKED_COLUMNS " FROM parked WHERE number BETWEEN ?1 AND ?2 ORDER BY number"),
      numbers_(database_, "SELECT number FROM parked WHERE route = ?1 AND state = ?2"),
      rows_of_(database_, "SELECT " TURNOUT_PARKED_COLUMNS " FROM parked WHERE route = ?1 AND sequence = ?2 "
                          "ORDER BY number"),
      replays_(database_, "SELECT replay FROM parked WHERE route = ?1 AND sequence = ?2"),
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
      rising_(database_, SummarySearch::Order::rising),
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
    const Sequence first = query.after + 1;
    const Sequence last = query.before == 0 ? view_.last() : std::min(view_.last(), query.before - 1);
    const Sequence summarized = meta("events_summarized");
    const SummaryTest test(query, maker_);
    SummarySearch& search = query.oldest_first ? rising_ : falling_;
    if (!query.oldest_first) collect(page, query, std::max(first, summarized + 1), last);
    // What is summarized meanwhile has been looked at, or is looked at below.
    const Sequence end = std::min(last, summarized);
    search.begin(SummaryKind::events, first, end, test);
    while (!page.full()) {
        const auto run = search.next();
        if (!run) break;
        collect(page, query, std::max(first, run->first), std::min(end, run->last));
    }
    if (query.oldest_first) collect(page, query, std::max(first, summarized + 1), last);
}

void Finder::collect(Page<StoredEvent>& page, const EventQuery& query, Sequence first, Sequence last) {
    if (first > last) return;
    Statement& batches = query.oldest_first ? batches_from_ : batches_;
    batches.bind_all(query.oldest_first ? first : last);
    Rows rows(batches);
    while (!page.full() && rows.next()) {
        const Sequence begin = batches.natural(0), end = begin + batches.natural(1) - 1;
        if (query.oldest_first ? begin > last : end < first) return;
        if (end < first) continue; // a gap lies behind it
        collect(page, query, *batch_of(batches, file_), std::max(first, begin), std::min(last, end));
    }
}

void Finder::collect(Page<StoredEvent>& page, const EventQuery& query, const Batch& batch, Sequence first,
                     Sequence last) {
    Copies copies;
    for (Sequence step = 0; step <= last - first && !page.full(); ++step) {
        const Sequence one = query.oldest_first ? first + step : last - step;
        const eventsub::Event& event = batch.events()[one - batch.first()];
        if (!matches(query, StoredEvent{one, event, nullptr})) continue;
        page.looked_to = one;
        --page.may_look;
        if (page.stands && !page.stands(one, event)) continue;
        StoredEvent copy = copies.copy(one, event);
        page.add(std::move(copy), copies.size());
    }
}

} // namespace turnout::journal::sqlite
