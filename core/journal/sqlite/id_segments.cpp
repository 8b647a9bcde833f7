#include "core/journal/sqlite/id_segments.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace turnout::journal::sqlite {

namespace {

constexpr std::size_t bits_per_id = 16;
constexpr unsigned bits_set_per_id = 7; // times 9 bits of position: 63 of a 64-bit value
constexpr unsigned position_bits = 9;
constexpr std::uint64_t position_mask = (1U << position_bits) - 1;

// A row of about one page.
constexpr std::size_t ids_per_row = 256;
constexpr unsigned most_bits = 8;

std::int64_t slot_of(std::int64_t number, std::uint64_t row) {
    return (number << most_bits) | static_cast<std::int64_t>(row);
}

std::uint64_t row_of(const EventId& id, unsigned bits) {
    return bits == 0 ? 0 : id.low >> (64 - bits);
}

} // namespace

IdFilter::IdFilter(std::size_t ids)
    : words_(std::max<std::size_t>((ids * bits_per_id + 511) / 512, 1) * words_per_line) {
}

IdFilter::IdFilter(std::string_view bytes) {
    if (bytes.empty() || bytes.size() % (words_per_line * sizeof(std::uint64_t)) != 0) {
        words_.assign(words_per_line, ~std::uint64_t{0});
        return;
    }
    words_.resize(bytes.size() / sizeof(std::uint64_t));
    std::memcpy(words_.data(), bytes.data(), bytes.size());
}

std::size_t IdFilter::line_of(const EventId& id) const {
    const std::uint64_t lines = words_.size() / words_per_line;
    return static_cast<std::size_t>(((id.high >> 32) * lines) >> 32) * words_per_line;
}

void IdFilter::add(const EventId& id) {
    std::uint64_t* line = words_.data() + line_of(id);
    std::uint64_t bits = id.low >> 1;
    for (unsigned i = 0; i < bits_set_per_id; ++i, bits >>= position_bits)
        line[(bits & position_mask) / 64] |= std::uint64_t{1} << (bits & 63);
}

bool IdFilter::may_contain(const EventId& id) const {
    const std::uint64_t* line = words_.data() + line_of(id);
    std::uint64_t bits = id.low >> 1;
    for (unsigned i = 0; i < bits_set_per_id; ++i, bits >>= position_bits)
        if ((line[(bits & position_mask) / 64] & (std::uint64_t{1} << (bits & 63))) == 0) return false;
    return true;
}

std::string_view IdFilter::bytes() const {
    return {reinterpret_cast<const char*>(words_.data()), words_.size() * sizeof(std::uint64_t)};
}

IdSegments::IdSegments(Database& database)
    : database_(database),
      find_(database, "SELECT ids FROM segment_ids WHERE slot = ?1"),
      insert_(database, "INSERT INTO segments(number, newest, bits, checksum, filter) VALUES(?1, ?2, ?3, ?4, ?5)"),
      insert_ids_(database, "INSERT OR REPLACE INTO segment_ids(slot, ids) VALUES(?1, ?2)"),
      remove_(database, "DELETE FROM segments WHERE number = ?1"),
      remove_ids_(database, "DELETE FROM segment_ids WHERE slot IN "
                            "(SELECT slot FROM segment_ids WHERE slot < ?1 ORDER BY slot LIMIT ?2)") {
    reload();
}

void IdSegments::reload() {
    segments_.clear();
    Statement all(database_, "SELECT number, newest, bits, checksum, filter FROM segments ORDER BY number");
    while (all.step()) {
        const std::string_view bytes = all.bytes(4);
        const bool whole = checksum(bytes, all.natural(0)) == all.natural(3);
        // A damaged filter must not hide an id: without one every lookup reads the rows.
        segments_.push_back({all.number(0), eventsub::Time(eventsub::Duration(all.number(1))),
                             static_cast<unsigned>(all.number(2)) % (most_bits + 1),
                             IdFilter(whole ? bytes : std::string_view())});
    }
    const std::int64_t leftover = database_.number("SELECT max(slot) FROM segment_ids") >> most_bits;
    next_number_ = std::max(segments_.empty() ? 0 : segments_.back().number, leftover) + 1;
}

bool IdSegments::contains(const EventId& id) {
    // Newest first: what comes twice comes again soon.
    return std::any_of(segments_.rbegin(), segments_.rend(), [&](const Segment& segment) {
        return segment.filter.may_contain(id) && stored_in(segment, id);
    });
}

bool IdSegments::stored_in(const Segment& segment, const EventId& id) {
    find_.bind_all(slot_of(segment.number, row_of(id, segment.bits)));
    Rows rows(find_);
    if (!rows.next()) return false;
    const std::string_view ids = find_.bytes(0);
    std::size_t from = 0;
    std::size_t to = ids.size() / event_id_size;
    while (from < to) {
        const std::size_t middle = from + (to - from) / 2;
        const EventId found = event_id_at(ids, middle);
        if (found == id) return true;
        if (found < id)
            from = middle + 1;
        else
            to = middle;
    }
    return false;
}

void IdSegments::add(std::vector<EventId> ids, eventsub::Time newest) {
    std::sort(ids.begin(), ids.end());
    const auto wanted = static_cast<unsigned>(std::bit_width((ids.size() + ids_per_row - 1) / ids_per_row));
    Segment segment{next_number_, newest, std::min(wanted > 0 ? wanted - 1 : 0, most_bits), IdFilter(ids.size())};
    std::string row;
    for (std::size_t i = 0; i < ids.size();) {
        const std::uint64_t row_number = row_of(ids[i], segment.bits);
        row.clear();
        for (; i < ids.size() && row_of(ids[i], segment.bits) == row_number; ++i) {
            put_event_id(row, ids[i]);
            segment.filter.add(ids[i]);
        }
        insert_ids_.bind_all(slot_of(segment.number, row_number), Statement::Blob{row}).run();
    }
    const std::string_view filter = segment.filter.bytes();
    insert_
        .bind_all(segment.number, newest.time_since_epoch().count(), segment.bits,
                  checksum(filter, static_cast<std::uint64_t>(segment.number)), Statement::Blob{filter})
        .run();
    segments_.push_back(std::move(segment));
    ++next_number_;
}

bool IdSegments::drop_expired(eventsub::Time before) {
    if (segments_.empty() || segments_.front().newest > before) return false;
    remove_.bind_all(segments_.front().number).run();
    segments_.pop_front();
    return true;
}

bool IdSegments::remove_leftovers(std::size_t rows) {
    const std::int64_t oldest = segments_.empty() ? next_number_ : segments_.front().number;
    remove_ids_.bind_all(slot_of(oldest, 0), rows).run();
    return sqlite3_changes(database_.handle()) != 0;
}

} // namespace turnout::journal::sqlite
