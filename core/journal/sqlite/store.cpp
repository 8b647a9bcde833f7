#include "core/journal/sqlite/store.hpp"

#include "core/journal/record.hpp"
#include "core/journal/sqlite/store_group.hpp"

#include <algorithm>
#include <limits>

namespace turnout::journal::sqlite {

namespace {

constexpr std::uint64_t rows_per_step = 100;

int note_wal_pages(void* context, sqlite3*, const char*, int pages) {
    static_cast<LogLength*>(context)->note(pages);
    return SQLITE_OK;
}

// The log is not to grow beyond a small part of what the whole may take.
int checkpoint_pages(const SqliteOptions& options) {
    constexpr std::uint64_t page = 4'096, part = 32, least = 250;
    const std::uint64_t pages = std::max(options.max_size / part / page, least);
    return static_cast<int>(std::min(pages, static_cast<std::uint64_t>(std::max(options.checkpoint_pages, 1))));
}

Database open_database(const std::filesystem::path& file, const SqliteOptions& options) {
    Database database(file, Access::read_write, options.vfs);
    // What a failed sync left in memory only must not be copied back when the connection closes.
    sqlite3_db_config(database.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    Statement mode(database, "PRAGMA journal_mode = WAL");
    if (mode.step() && mode.bytes(0) != "wal")
        throw DatabaseError(SQLITE_CANTOPEN,
                            "this file system cannot hold a write-ahead log (shared memory is needed)");
    mode.reset();
    database.execute("PRAGMA mmap_size = 0; PRAGMA synchronous = FULL; "
                     "PRAGMA wal_autocheckpoint = 0; PRAGMA secure_delete = OFF; PRAGMA temp_store = MEMORY; "
                     "PRAGMA cache_size = -4096; PRAGMA trusted_schema = OFF");
    // Twice what is copied back at once: when the log starts anew it gives back what readers made it grow.
    const std::int64_t limit = std::int64_t{checkpoint_pages(options)} * 2 * 4'096;
    database.execute(("PRAGMA journal_size_limit = " + std::to_string(limit)).c_str());
    migrate(database, schema_steps(), file);
    if (!options.pragmas.empty()) database.execute(options.pragmas.c_str());
    return database;
}

} // namespace

Store::Store(const std::filesystem::path& file, const SqliteOptions& options, const eventsub::Clock& clock, View& view)
    : clock_(clock),
      view_(view),
      dedup_window_(options.dedup_window),
      limits_(options),
      checkpoint_pages_(checkpoint_pages(options)),
      database_(open_database(file, options)),
      meta_(database_),
      unclean_(recover(file)),
      batches_(database_),
      cursors_(database_),
      history_(database_),
      parked_(database_, meta_),
      states_(database_),
      summaries_(database_),
      duplicates_(database_, meta_, batches_, {options.recent_ids, options.segment_ids}, clock.now()) {
    const auto newest = batches_.newest();
    last_ = std::max(meta_.get("last_sequence"), newest ? newest->last : 0);
    const auto oldest = batches_.oldest();
    view_.set_first(oldest ? oldest->first : last_ + 1);
    publish();
}

bool Store::recover(const std::filesystem::path& file) {
    sqlite3_wal_hook(database_.handle(), note_wal_pages, &log_);
    // Also what was written but never synced by the run before is durable from here on, or this fails.
    if (sqlite3_wal_checkpoint_v2(database_.handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr) !=
        SQLITE_OK)
        database_.fail(SQLITE_ERROR);
    const auto bytes = database_.number("PRAGMA page_count") * database_.number("PRAGMA page_size");
    if (std::filesystem::file_size(file) < static_cast<std::uintmax_t>(bytes))
        throw DatabaseError(SQLITE_CORRUPT, "the file is shorter than its header says");
    const bool unclean = meta_.get("running") != 0;
    // The large tables carry checksums that are verified when they are read; what only SQLite protects is small.
    for (const char* table : {"meta", "cursors", "counts"}) {
        Statement check(database_, ("PRAGMA quick_check('" + std::string(table) + "')").c_str());
        if (check.step() && check.bytes(0) != "ok") throw DatabaseError(SQLITE_CORRUPT, std::string(check.bytes(0)));
    }
    return unclean;
}

void Store::begin_run() {
    Transaction transaction(database_);
    meta_.set("running", 1);
    for (const auto& [route, cursor] : cursors_.all()) {
        CursorState& state = *cursors_.find(route);
        // A mark may lie ahead of the log; what was not stored cannot have been handed out.
        state.mark = std::min(state.mark, std::max(last_, state.progress.settled_to()));
        // After an unclean stop one beyond the mark: even when the log has no suspects a parked row may be one.
        state.suspects_to = unclean_ ? state.mark + 1 : std::min(state.suspects_to, state.mark);
        cursors_.touch(route);
    }
    cursors_.save();
    transaction.commit();
    publish();
}

void Store::end_run() {
    meta_.set("running", 0);
    if (sqlite3_wal_checkpoint_v2(database_.handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr) ==
        SQLITE_IOERR_FSYNC)
        database_.fail(SQLITE_IOERR_FSYNC);
}

void Store::commit(std::span<Work> works, bool accepting) {
    const std::uint64_t ids = duplicates_.position();
    Group group(batches_, last_, clock_.now());
    const auto write = [&] {
        for (Work& work : works)
            std::visit(
                [&](auto& one) {
                    if constexpr (std::is_same_v<decltype(one), AppendWork&>)
                        one.result = accepting ? append(one, group) : AppendResult::refused;
                    else if constexpr (std::is_same_v<decltype(one), RouteWork&> ||
                                       std::is_same_v<decltype(one), SettleWork&>)
                        apply(one, group);
                    else
                        apply(one);
                },
                work);
        group.flush();
        if (history_.due(clock_.monotonic())) history_.note(cursors_, clock_.now(), clock_.monotonic());
        cursors_.save();
        parked_.save();
    };
    in_transaction(database_, write, [&] { roll_back(ids); });
    states_.save();
    last_ = group.last();
    for (BatchPointer& batch : group.batches()) view_.cache.add(std::move(batch));
    publish();
}

void Store::roll_back(std::uint64_t ids) {
    duplicates_.take_back(ids);
    duplicates_.take_back_dead_letters();
    cursors_.reload();
    history_.reload();
    parked_.reload();
    states_.roll_back();
}

AppendResult Store::append(const AppendWork& work, Group& group) {
    const Arrival& arrival = work.submission->arrival();
    if (arrival.disposition != Disposition::deliver) return append_dead_letter(arrival);
    return arrival.elements.empty() ? append_event(arrival, group) : append_elements(arrival, group);
}

AppendResult Store::append_event(const Arrival& arrival, Group& group) {
    const EventId id = duplicates_.maker().message(arrival.event.message_id);
    if (duplicates_.known(id)) return AppendResult::duplicate;
    if (duplicates_.room() == 0) return AppendResult::refused;
    duplicates_.add(id);
    group.add(arrival.event, {}, {&id, 1});
    return AppendResult::stored;
}

AppendResult Store::append_elements(const Arrival& arrival, Group& group) {
    const std::uint64_t position = duplicates_.position();
    std::vector<RecordElement> elements;
    std::vector<EventId> ids;
    for (std::size_t i = 0; i < arrival.elements.size(); ++i) {
        const EventId id = duplicates_.maker().element(arrival.elements[i], arrival.event.subscription_id);
        if (duplicates_.known(id)) continue;
        if (duplicates_.room() == 0) {
            duplicates_.take_back(position);
            return AppendResult::refused;
        }
        duplicates_.add(id);
        ids.push_back(id);
        elements.push_back({arrival.elements[i], static_cast<std::uint32_t>(i)});
    }
    if (elements.empty()) return AppendResult::duplicate;
    eventsub::Event message = arrival.event;
    message.batch_size = static_cast<std::uint32_t>(arrival.elements.size());
    group.add(message, elements, ids);
    return AppendResult::stored;
}

bool Store::known_in_time(const Arrival& arrival) {
    const EventIdMaker& maker = duplicates_.maker();
    if (arrival.in_time != Disposition::deliver)
        return duplicates_.known(maker.dead_letter(arrival.in_time, arrival.event.message_id));
    if (arrival.elements.empty()) return duplicates_.known(maker.message(arrival.event.message_id));
    return std::all_of(arrival.elements.begin(), arrival.elements.end(), [&](std::string_view element) {
        return duplicates_.known(maker.element(element, arrival.event.subscription_id));
    });
}

AppendResult Store::append_dead_letter(const Arrival& arrival) {
    const EventId id = duplicates_.maker().dead_letter(arrival.disposition, arrival.event.message_id);
    if (duplicates_.known(id)) return AppendResult::duplicate;
    // Twitch sends again what it has no answer for; that it is late then does not make it another message.
    if (arrival.disposition == Disposition::stale && known_in_time(arrival)) return AppendResult::duplicate;
    if (duplicates_.room() == 0) return AppendResult::refused;
    DeliveryKey key{std::string(host_route), duplicates_.add_dead_letter(id), 0};
    duplicates_.add(id);
    Parked letter;
    letter.state = ParkedState::dead;
    letter.verdict = arrival.disposition == Disposition::stale         ? "stale"
                     : arrival.disposition == Disposition::undecodable ? "undecodable"
                                                                       : "unknown";
    letter.reason = arrival.reason;
    letter.event.event = arrival.event;
    if (!arrival.elements.empty()) letter.event.event.batch_size = static_cast<std::uint32_t>(arrival.elements.size());
    parked_.put(key, letter, clock_.now());
    return AppendResult::stored;
}

void Store::apply(const SettleWork& work, Group& group) {
    for (const Outcome& outcome : work.outcomes) {
        settle(outcome);
        if (outcome.action == Outcome::Action::done && outcome.additions) add(*outcome.additions, group);
    }
}

void Store::settle(const Outcome& outcome) {
    const DeliveryKey& key = outcome.key;
    if (outcome.action == Outcome::Action::charge) {
        if (outcome.parked) parked_.charge(key, *outcome.parked);
        return;
    }
    CursorState* cursor = key.replay == 0 && key.sequence <= last_ ? cursors_.find(key.route) : nullptr;
    const bool passed_now = cursor != nullptr && cursor->progress.settle(key.sequence);
    if (passed_now) cursors_.touch(key.route);
    if (outcome.action == Outcome::Action::park) {
        if (outcome.parked) parked_.put(key, *outcome.parked, clock_.now());
    } else if (!passed_now || key.sequence <= cursor->parked_to) {
        // An entry that the cursor has just passed cannot be parked yet: the usual case costs no look-up.
        parked_.remove(key);
    }
}

void Store::apply(const MarkWork& work) {
    CursorState* cursor = cursors_.find(work.route);
    if (cursor == nullptr || cursor->mark >= work.mark) return;
    cursor->mark = work.mark;
    cursors_.touch(work.route);
}

void Store::apply(RouteWork& work, Group& group) {
    CursorState* cursor = cursors_.find(work.route);
    switch (work.action) {
    case RouteWork::Action::open:
        if (cursor == nullptr) {
            group.flush();
            const auto oldest = work.start == RouteStart::oldest ? batches_.oldest() : std::nullopt;
            cursor = &cursors_.add(work.route, oldest ? oldest->first - 1 : group.last());
        } else if (cursor->retired()) {
            cursor->retired_at = {};
            cursors_.touch(work.route);
        }
        work.cursor = to_cursor(work.route, *cursor);
        return;
    case RouteWork::Action::retire:
        if (cursor == nullptr || cursor->retired()) return;
        cursor->retired_at = clock_.now();
        cursors_.touch(work.route);
        return;
    case RouteWork::Action::drop:
        if (cursor != nullptr) cursors_.remove(work.route);
        history_.remove(work.route);
        parked_.remove_pending(work.route, std::numeric_limits<std::int64_t>::max());
        return;
    case RouteWork::Action::empty: work.removed = parked_.remove_pending(work.route, rows_per_step); return;
    }
}

} // namespace turnout::journal::sqlite
