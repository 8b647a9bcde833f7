// The part of Finder that looks for parked rows.
#include "core/journal/sqlite/finder_page.hpp"
#include "core/journal/sqlite/parked_row.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace turnout::journal::sqlite {

namespace {

constexpr std::size_t rows_per_count = 500;
/// So many rows of one kind are looked at one by one, whatever lies between them.
constexpr std::uint64_t few = 2'000;

std::uint64_t count_of(const Counts& counts, ParkedState state) {
    if (state == ParkedState::waiting) return counts.waiting;
    return state == ParkedState::held ? counts.held : counts.dead;
}

/// Without a look at the event.
bool may_match(const ParkedQuery& query, const Statement& row) {
    if (query.state && row.number(4) != static_cast<std::int64_t>(*query.state)) return false;
    return query.route.empty() || row.bytes(1) == query.route;
}

} // namespace

std::vector<ParkedRow> Finder::find_parked(const ParkedQuery& query) {
    return reading([&] {
        Page<ParkedRow> page{.limit = query.limit};
        collect(page, query);
        return std::move(page.found);
    });
}

void Finder::collect(Page<ParkedRow>& page, const ParkedQuery& query) {
    if (!query.numbers.empty()) return collect(page, query, query.numbers);
    if (auto numbers = few_numbers(query)) return collect(page, query, std::move(*numbers));
    const std::uint64_t from = query.after + 1, summarized = meta("rows_summarized");
    const SummaryTest test(query, maker_);
    const bool dead = !query.state || *query.state == ParkedState::dead;
    const bool pending = !query.state || *query.state != ParkedState::dead;
    if (dead) dead_.begin(SummaryKind::dead, from, summarized, test);
    if (pending) pending_.begin(SummaryKind::pending, from, summarized, test);
    auto next_dead = dead ? dead_.next() : std::nullopt;
    auto next_pending = pending ? pending_.next() : std::nullopt;
    while (!page.full() && (next_dead || next_pending)) {
        const auto far = std::numeric_limits<std::uint64_t>::max();
        const std::uint64_t dead_at = next_dead ? next_dead->first : far;
        const std::uint64_t pending_at = next_pending ? next_pending->first : far;
        // Runs of both kinds have the same bounds.
        const SummarySearch::Run run = dead_at <= pending_at ? *next_dead : *next_pending;
        collect(page, query, std::max(from, run.first), run.last);
        if (dead_at == run.first) next_dead = dead_.next();
        if (pending_at == run.first) next_pending = pending_.next();
    }
    collect(page, query, std::max(from, summarized + 1), std::numeric_limits<std::int64_t>::max());
}

void Finder::collect(Page<ParkedRow>& page, const ParkedQuery& query, std::uint64_t from, std::uint64_t to) {
    rows_.bind_all(from, to);
    Rows rows(rows_);
    while (!page.full() && rows.next()) {
        if (!may_match(query, rows_)) continue;
        ParkedRow row = parked_row_of(rows_, bodies_);
        if (matches(query, row.parked)) page.add(std::move(row));
    }
}

void Finder::collect(Page<ParkedRow>& page, const ParkedQuery& query, std::vector<std::uint64_t> numbers) {
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    for (auto number = std::upper_bound(numbers.begin(), numbers.end(), query.after);
         number != numbers.end() && !page.full(); ++number) {
        row_.bind_all(*number);
        Rows rows(row_);
        if (!rows.next() || !may_match(query, row_)) continue;
        ParkedRow row = parked_row_of(row_, bodies_);
        if (matches(query, row.parked)) page.add(std::move(row));
    }
}

std::optional<std::vector<std::uint64_t>> Finder::few_numbers(const ParkedQuery& query) {
    if (counted(query) > few) return std::nullopt;
    std::vector<std::uint64_t> numbers;
    for (const auto& [route, counts] : view_.all_counts()) {
        if (!query.route.empty() && query.route != route) continue;
        for (const ParkedState state : {ParkedState::waiting, ParkedState::held, ParkedState::dead}) {
            if ((query.state && *query.state != state) || count_of(counts, state) == 0) continue;
            numbers_.bind_all(route, static_cast<int>(state));
            for (Rows rows(numbers_); rows.next();) numbers.push_back(numbers_.natural(0));
        }
    }
    return numbers;
}

std::uint64_t Finder::counted(const ParkedQuery& query) const {
    std::uint64_t sum = 0;
    for (const auto& [route, counts] : view_.all_counts()) {
        if (!query.route.empty() && query.route != route) continue;
        for (const ParkedState state : {ParkedState::waiting, ParkedState::held, ParkedState::dead})
            if (!query.state || *query.state == state) sum += count_of(counts, state);
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
