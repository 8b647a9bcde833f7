// What the store does between commits: copying back, forgetting, purging.
#include "core/journal/sqlite/store.hpp"

#include <algorithm>

namespace turnout::journal::sqlite {

namespace {

// One step is short enough to keep an append waiting for about a millisecond.
constexpr std::size_t rows_per_step = 100;
// As much as the largest commit brings, so that purging can keep up with any load.
constexpr std::size_t bytes_per_step = std::size_t{8} << 20;

} // namespace

bool Store::checkpoint_due() const {
    // While readers keep the log from starting anew, only what came since counts.
    return log_.pages - log_.checkpointed >= checkpoint_pages_;
}

void Store::checkpoint() {
    log_.checkpointed = log_.pages;
    const int code =
        sqlite3_wal_checkpoint_v2(database_.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY) database_.fail(code);
}

void Store::probe() {
    meta_.set("probe", static_cast<std::uint64_t>(clock_.now().time_since_epoch().count()));
}

bool Store::purge_step(bool too_large) {
    return expire_dead() || drop_old_routes() || duplicates_.forget(clock_.now() - dedup_window_) || forget_once() ||
           purge_events(too_large);
}

bool Store::purge_events(bool too_large) {
    const eventsub::Time before = clock_.now() - limits_.retention;
    const Sequence settled = cursors_.settled_by_all(last_);
    const auto old = [&](const BatchTable::Row& row) {
        return row.last <= settled && (too_large || row.accepted < before);
    };
    const auto oldest = batches_.oldest();
    if (!oldest || !old(*oldest)) return false;
    // The ids of what goes must be known without it.
    if (oldest->last > duplicates_.segmented_to()) {
        if (duplicates_.unsegmented() == 0) return false;
        duplicates_.cut_segment(clock_.now());
        return true;
    }
    Transaction transaction(database_);
    const auto last = batches_.purge(rows_per_step, bytes_per_step, [&](const BatchTable::Row& row) {
        return old(row) && row.last <= duplicates_.segmented_to();
    });
    meta_.set("last_sequence", last_);
    if (last) history_.purge(cursors_, last->last + 1);
    if (last) summaries_.purge_events(last->last);
    transaction.commit();
    if (last) view_.set_first(last->last + 1);
    return true;
}

void Store::note_progress() {
    if (!history_.due(clock_.monotonic()) || !history_.moved(cursors_)) return;
    in_transaction(
        database_, [this] { history_.note(cursors_, clock_.now(), clock_.monotonic()); },
        [this] { history_.reload(); });
}

bool Store::drop_old_routes() {
    const auto routes = cursors_.retired_before(clock_.now() - limits_.retention);
    if (routes.empty()) return false;
    const auto drop = [&] {
        for (const std::string& route : routes) {
            // The next step goes on with it; the cursor goes with the last rows.
            if (parked_.remove_pending(route, rows_per_step) == rows_per_step) break;
            cursors_.remove(route);
            history_.remove(route);
        }
        parked_.save();
    };
    in_transaction(database_, drop, [this] {
        cursors_.reload();
        history_.reload();
        parked_.reload();
    });
    publish();
    return true;
}

bool Store::expire_dead() {
    Expired expired;
    const auto expire = [&] {
        expired =
            parked_.expire_dead({clock_.now() - limits_.dead_max_age, limits_.dead_max_count, limits_.dead_max_size});
        parked_.save();
    };
    in_transaction(database_, expire, [this] { parked_.reload(); });
    if (expired.all() == 0) return false;
    view_.add_expired(expired);
    publish();
    return true;
}

} // namespace turnout::journal::sqlite
