#include "core/journal/sqlite/summary_search.hpp"

#include <algorithm>
#include <limits>

namespace turnout::journal::sqlite {

namespace {

#define TURNOUT_SUMMARIES                                                                 \
    "SELECT slot, first, last, earliest, latest, checksum, types, filter FROM summaries " \
    "WHERE slot BETWEEN ?1 AND ?2 ORDER BY slot"

constexpr std::uint64_t furthest = (std::uint64_t{1} << 56) - 1;

eventsub::Time time_at(const Statement& row, int column) {
    return eventsub::Time(eventsub::Duration(row.number(column)));
}

} // namespace

SummarySearch::SummarySearch(Database& database, Order order)
    : statement_(database, order == Order::rising ? TURNOUT_SUMMARIES : TURNOUT_SUMMARIES " DESC"),
      order_(order) {
}

void SummarySearch::begin(SummaryKind kind, std::uint64_t from, std::uint64_t to, const SummaryTest& test) {
    end();
    test_ = &test;
    to_ = to;
    statement_.bind_all(Summary::slot(kind, std::min(from, furthest)), Summary::slot(kind, furthest));
}

bool SummarySearch::may_hold() const {
    // Columns are looked at from the cheapest to the dearest: the filter lies on a page of its own.
    if (statement_.natural(1) > to_ || !test_->in_time(time_at(statement_, 3), time_at(statement_, 4))) return false;
    const std::string_view types = statement_.bytes(6);
    if (test_->type(types) && test_->filter(statement_.bytes(7))) return true;
    // What is damaged must not hide anything.
    return summary_sum(statement_.number(0), statement_.natural(1), types, statement_.bytes(7)) !=
           statement_.natural(5);
}

std::optional<SummarySearch::Run> SummarySearch::next() {
    while (statement_.step()) {
        if (may_hold()) return Run{statement_.natural(1), statement_.natural(2)};
        // Behind the end; going down it is still to come.
        if (order_ == Order::rising && statement_.natural(1) > to_) break;
    }
    end();
    return std::nullopt;
}

void SummarySearch::end() {
    statement_.reset();
}

} // namespace turnout::journal::sqlite
