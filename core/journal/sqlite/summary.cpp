#include "core/journal/sqlite/summary.hpp"

#include <algorithm>

namespace turnout::journal::sqlite {

namespace {

// Types are few; whoever makes up thousands is looked up the long way.
constexpr std::size_t most_type_bytes = 4'096;

constexpr char id_domain = 'i', broadcaster_domain = 'b', route_domain = 'r';

} // namespace

std::int64_t Summary::slot(SummaryKind kind, std::uint64_t last) {
    constexpr int kind_shift = 56;
    return (static_cast<std::int64_t>(kind) << kind_shift) | static_cast<std::int64_t>(last);
}

std::uint64_t summary_sum(std::int64_t slot, std::uint64_t first, std::string_view types, std::string_view filter) {
    return checksum(filter, checksum(types, first ^ static_cast<std::uint64_t>(slot)));
}

void SummaryBuilder::add_fields(const eventsub::Event& event, eventsub::Time time) {
    summary_.earliest = std::min(summary_.earliest, time);
    summary_.latest = std::max(summary_.latest, time);
    marks_.push_back(maker_.mark(id_domain, event.message_id));
    if (!event.element_id.empty()) marks_.push_back(maker_.mark(id_domain, event.element_id));
    if (!event.broadcaster_id.empty()) marks_.push_back(maker_.mark(broadcaster_domain, event.broadcaster_id));
    std::string line(event.type);
    line.push_back('\n');
    const auto found = ("\n" + summary_.types).find("\n" + line);
    if (found == std::string::npos && summary_.types.size() <= most_type_bytes) summary_.types += line;
}

void SummaryBuilder::add(const eventsub::Event& event) {
    add_fields(event, event.accepted);
}

void SummaryBuilder::add(const Parked& row) {
    marks_.push_back(maker_.mark(route_domain, row.key.route));
    // What is damaged has no type and no id; its time is that of its last attempt.
    add_fields(row.event.event, time_of(row));
}

Summary SummaryBuilder::finish(std::uint64_t first, std::uint64_t last) {
    summary_.kind = kind_;
    summary_.first = first;
    summary_.last = last;
    // Rows that are not dead are tried again: their last attempt is not final.
    if (kind_ == SummaryKind::pending || unknown_) summary_.latest = eventsub::Time::max();
    if (summary_.types.size() > most_type_bytes || unknown_) summary_.types = "*";
    if (unknown_) {
        summary_.earliest = eventsub::Time::min();
        return std::move(summary_);
    }
    std::sort(marks_.begin(), marks_.end());
    marks_.erase(std::unique(marks_.begin(), marks_.end()), marks_.end());
    IdFilter filter(marks_.size());
    for (const EventId& mark : marks_) filter.add(mark);
    summary_.filter = filter.bytes();
    return std::move(summary_);
}

template <typename Query> void SummaryTest::take(const Query& query, const EventIdMaker& maker) {
    type_ = query.type;
    since_ = query.since;
    until_ = query.until;
    if (!query.id.empty()) marks_.push_back(maker.mark(id_domain, query.id));
    if (!query.broadcaster.empty()) marks_.push_back(maker.mark(broadcaster_domain, query.broadcaster));
}

SummaryTest::SummaryTest(const EventQuery& query, const EventIdMaker& maker) {
    take(query, maker);
}

SummaryTest::SummaryTest(const ParkedQuery& query, const EventIdMaker& maker) {
    take(query, maker);
    if (!query.route.empty()) marks_.push_back(maker.mark(route_domain, query.route));
}

bool SummaryTest::in_time(eventsub::Time earliest, eventsub::Time latest) const {
    return (!since_ || latest >= *since_) && (!until_ || earliest <= *until_);
}

bool SummaryTest::type(std::string_view types) const {
    if (type_.empty() || types == "*") return true;
    while (!types.empty()) {
        const auto end = types.find('\n');
        if (type_matches(type_, types.substr(0, end))) return true;
        types.remove_prefix(end == std::string_view::npos ? types.size() : end + 1);
    }
    return false;
}

bool SummaryTest::filter(std::string_view bytes) const {
    if (marks_.empty()) return true;
    const IdFilter filter(bytes);
    return std::all_of(marks_.begin(), marks_.end(), [&](const EventId& mark) { return filter.may_contain(mark); });
}

} // namespace turnout::journal::sqlite
