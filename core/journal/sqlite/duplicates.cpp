#include "core/journal/sqlite/duplicates.hpp"

#include <algorithm>
#include <random>

namespace turnout::journal::sqlite {

namespace {

std::uint64_t seed_of(Meta& meta) {
    if (const std::uint64_t seed = meta.get("seed")) return seed;
    std::random_device random;
    const std::uint64_t seed = (std::uint64_t{random()} << 32) | random() | 1;
    meta.set("seed", seed);
    return seed;
}

constexpr std::size_t rows_per_step = 100;

} // namespace

Duplicates::Duplicates(Database& database, Meta& meta, BatchTable& batches, Limits limits, eventsub::Time now)
    : database_(database),
      meta_(meta),
      batches_(batches),
      per_segment_(std::clamp<std::size_t>(limits.per_segment, 1, std::max<std::size_t>(limits.recent, 1))),
      maker_(seed_of(meta)),
      recent_(limits.recent),
      segments_(database),
      insert_dead_letter_(database, "INSERT INTO host_ids(sequence, id) VALUES(?1, ?2)"),
      remove_dead_letters_(database, "DELETE FROM host_ids WHERE sequence <= ?1") {
    load(now);
}

void Duplicates::load(eventsub::Time now) {
    segmented_to_ = meta_.get("segmented_to");
    segmented_dead_letters_ = meta_.get("segmented_dead_letters");
    dead_letters_ = segmented_dead_letters_;
    // The limit may have become smaller since; what does not fit is cut into segments on the way.
    const auto take = [&](const EventId& id) {
        if (room() == 0) cut_segment(now);
        recent_.add(id);
    };
    std::vector<EventId> pending;
    batches_.ids_after(segmented_to_, [&](const EventId& id) { pending.push_back(id); });
    std::for_each(pending.begin(), pending.end(), take);
    pending.clear();
    Statement rows(database_, "SELECT sequence, id FROM host_ids ORDER BY sequence");
    while (rows.step()) {
        dead_letters_ = rows.natural(0);
        if (rows.bytes(1).size() == event_id_size) pending.push_back(event_id_at(rows.bytes(1), 0));
    }
    rows.reset();
    std::for_each(pending.begin(), pending.end(), take);
}

Sequence Duplicates::add_dead_letter(const EventId& id) {
    std::string bytes;
    put_event_id(bytes, id);
    insert_dead_letter_.bind_all(++dead_letters_, Statement::Blob{bytes}).run();
    return dead_letters_;
}

void Duplicates::take_back_dead_letters() {
    dead_letters_ = std::max(segmented_dead_letters_,
                             static_cast<Sequence>(database_.number("SELECT max(sequence) FROM host_ids")));
}

void Duplicates::cut_segment(eventsub::Time now) {
    const std::size_t count = std::min(unsegmented(), per_segment_);
    std::size_t dead_letters = 0;
    for (std::size_t i = 0; i < count; ++i)
        if (recent_.at(segmented_ + i).of_host()) ++dead_letters;
    in_transaction(
        database_, [&] { write_segment(now, count, dead_letters); }, [this] { segments_.reload(); });
    segmented_ += count;
    segmented_to_ += count - dead_letters;
    segmented_dead_letters_ += dead_letters;
}

void Duplicates::write_segment(eventsub::Time now, std::size_t count, std::size_t dead_letters) {
    std::vector<EventId> ids;
    ids.reserve(count);
    for (std::size_t i = 0; i < count; ++i) ids.push_back(recent_.at(segmented_ + i));
    segments_.add(std::move(ids), now);
    meta_.set("segmented_to", segmented_to_ + (count - dead_letters));
    meta_.set("segmented_dead_letters", segmented_dead_letters_ + dead_letters);
    if (dead_letters != 0) remove_dead_letters_.bind_all(segmented_dead_letters_ + dead_letters).run();
}

bool Duplicates::forget(eventsub::Time before) {
    bool changed = false;
    const auto drop = [&] { changed = segments_.drop_expired(before) || segments_.remove_leftovers(rows_per_step); };
    in_transaction(database_, drop, [this] { segments_.reload(); });
    return changed;
}

} // namespace turnout::journal::sqlite
