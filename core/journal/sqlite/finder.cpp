#include "core/journal/sqlite/finder.hpp"

#include "core/journal/record.hpp"
#include "core/journal/sqlite/batch_table.hpp"
#include "core/journal/sqlite/parked_row.hpp"

#include <algorithm>

namespace turnout::journal::sqlite {

namespace {

constexpr std::size_t bytes_per_page = std::size_t{16} << 20;
constexpr std::size_t rows_per_count = 500;

/// A page must not keep the batches that it was found in.
StoredEvent copy_of(Sequence sequence, const eventsub::Event& event) {
    auto record = std::make_shared<std::string>();
    encode_record(event, {}, *record);
    const eventsub::Event copied = decode_records(*record).front();
    return {sequence, copied, std::move(record)};
}

std::size_t body_bytes(const StoredEvent& stored) {
    return stored.event.body.size();
}

std::size_t body_bytes(const ParkedRow& row) {
    return row.parked.event.event.body.size();
}

template <typename Found> bool full(const std::vector<Found>& found, std::size_t limit, std::size_t bytes) {
    return found.size() >= limit || bytes >= bytes_per_page;
}

} // namespace

Finder::Finder(const std::filesystem::path& file, const std::string& vfs, const View& view)
    : file_(file),
      view_(view),
      database_(file, Access::read_only, vfs),
      batches_(database_, "SELECT first, count, checksum, ids, data FROM batches WHERE first <= ?1 "
                          "ORDER BY first DESC"),
      row_(database_, "SELECT " TURNOUT_PARKED_COLUMNS " FROM parked WHERE number = ?1"),
      rows_(database_, "SELECT " TURNOUT_PARKED_COLUMNS " FROM parked WHERE number > ?1 ORDER BY number") {
    database_.execute("PRAGMA query_only = 1; PRAGMA mmap_size = 0");
}

template <typename Step> auto Finder::reading(Step step) {
    const std::lock_guard lock(mutex_);
    try {
        return step();
    } catch (const DatabaseError& error) {
        cannot_read(file_, error.what());
    }
}

std::vector<StoredEvent> Finder::find(const EventQuery& query) {
    return reading([&] {
        std::vector<StoredEvent> found;
        if (query.limit != 0) collect(query, found);
        return found;
    });
}

void Finder::collect(const EventQuery& query, std::vector<StoredEvent>& found) {
    Sequence from = view_.last();
    if (query.before != 0) from = std::min(from, query.before - 1);
    std::size_t bytes = 0;
    batches_.bind_all(from);
    Rows rows(batches_);
    while (!full(found, query.limit, bytes) && rows.next()) {
        const BatchPointer batch = batch_of(batches_, file_);
        for (Sequence one = std::min(from, batch->last()); one >= batch->first(); --one) {
            const StoredEvent stored{one, batch->events()[one - batch->first()], nullptr};
            if (!matches(query, stored)) continue;
            found.push_back(copy_of(one, stored.event));
            bytes += body_bytes(found.back());
            if (full(found, query.limit, bytes)) return;
        }
    }
}

std::vector<ParkedRow> Finder::find_parked(const ParkedQuery& query) {
    return reading([&] {
        std::vector<ParkedRow> found;
        if (query.limit == 0) return found;
        if (!query.numbers.empty()) {
            collect_numbers(query, found);
            return found;
        }
        std::size_t bytes = 0;
        rows_.bind_all(query.after);
        Rows rows(rows_);
        while (!full(found, query.limit, bytes) && rows.next()) {
            ParkedRow row = parked_row_of(rows_);
            if (!matches(query, row.parked)) continue;
            bytes += body_bytes(row);
            found.push_back(std::move(row));
        }
        return found;
    });
}

void Finder::collect_numbers(const ParkedQuery& query, std::vector<ParkedRow>& found) {
    std::vector<std::uint64_t> numbers = query.numbers;
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    std::size_t bytes = 0;
    for (auto number = std::upper_bound(numbers.begin(), numbers.end(), query.after);
         number != numbers.end() && !full(found, query.limit, bytes); ++number) {
        row_.bind_all(*number);
        Rows rows(row_);
        if (!rows.next()) continue;
        ParkedRow row = parked_row_of(row_);
        if (!matches(query, row.parked)) continue;
        bytes += body_bytes(row);
        found.push_back(std::move(row));
    }
}

std::uint64_t Finder::counted(const ParkedQuery& query) const {
    std::uint64_t sum = 0;
    for (const auto& [route, counts] : view_.all_counts()) {
        if (!query.route.empty() && query.route != route) continue;
        if (!query.state || *query.state == ParkedState::waiting) sum += counts.waiting;
        if (!query.state || *query.state == ParkedState::held) sum += counts.held;
        if (!query.state || *query.state == ParkedState::dead) sum += counts.dead;
    }
    return sum;
}

std::uint64_t Finder::count_parked(const ParkedQuery& query) {
    const bool kept = query.id.empty() && query.type.empty() && query.broadcaster.empty() && !query.since &&
                      !query.until && query.numbers.empty();
    if (kept) return counted(query);
    ParkedQuery page = query;
    page.after = 0;
    page.limit = rows_per_count;
    std::uint64_t sum = 0;
    for (auto rows = find_parked(page); !rows.empty(); rows = find_parked(page)) {
        sum += rows.size();
        page.after = rows.back().number;
    }
    return sum;
}

} // namespace turnout::journal::sqlite
