#include "core/journal/sqlite/state_table.hpp"

#include "core/journal/sqlite/event_id.hpp"

#include <utility>
#include <vector>

namespace turnout::journal::sqlite {

namespace {

constexpr int begun = 1;
constexpr int finished = 2;
/// Short enough to keep an append waiting for about a millisecond.
constexpr int rows_per_step = 100;

std::int64_t nanoseconds(eventsub::Time time) {
    return time.time_since_epoch().count();
}

/// A time to live may be "for ever".
eventsub::Time later(eventsub::Time now, eventsub::Duration by) {
    return by > eventsub::Time::max() - now ? eventsub::Time::max() : now + by;
}

void add(std::uint64_t& total, std::int64_t change) {
    total += static_cast<std::uint64_t>(change);
}

} // namespace

std::uint64_t state_checksum(std::string_view instance, std::string_view key, std::string_view value) {
    return checksum(value, checksum(key, checksum(instance, 0)));
}

StateTable::StateTable(Database& database)
    : database_(database),
      size_(database, "SELECT length(value) FROM plugin_state WHERE instance = ?1 AND key = ?2"),
      put_(database, "INSERT INTO plugin_state(instance, key, checksum, value) VALUES(?1, ?2, ?3, ?4) "
                     "ON CONFLICT(instance, key) DO UPDATE SET checksum = excluded.checksum, value = excluded.value"),
      erase_(database, "DELETE FROM plugin_state WHERE instance = ?1 AND key = ?2"),
      find_once_(database, "SELECT state, expires FROM plugin_once WHERE instance = ?1 AND key = ?2"),
      put_once_(database,
                "INSERT INTO plugin_once(instance, key, state, expires) VALUES(?1, ?2, ?3, ?4) "
                "ON CONFLICT(instance, key) DO UPDATE SET state = excluded.state, expires = excluded.expires"),
      expired_(database, "SELECT instance, key FROM plugin_once WHERE expires <= ?1 ORDER BY expires LIMIT ?2"),
      erase_once_(database, "DELETE FROM plugin_once WHERE instance = ?1 AND key = ?2") {
    load();
}

void StateTable::load() {
    // length() of a blob comes from the row's header; the blob is not read.
    Statement state(database_, "SELECT instance, sum(length(key) + length(value)) FROM plugin_state GROUP BY instance");
    while (state.step()) usage_[std::string(state.bytes(0))].bytes = state.natural(1);
    Statement once(database_, "SELECT instance, count(*) FROM plugin_once GROUP BY instance");
    while (once.step()) usage_[std::string(once.bytes(0))].once = once.natural(1);
}

void StateTable::write(const std::string& instance, const StateWrite& write) {
    const Statement::Blob key{write.key};
    std::int64_t before = 0;
    {
        size_.bind_all(instance, key);
        Rows rows(size_);
        if (rows.next()) before = size_.number(0) + static_cast<std::int64_t>(write.key.size());
    }
    std::int64_t after = 0;
    if (write.value) {
        put_.bind_all(instance, key, state_checksum(instance, write.key, *write.value), Statement::Blob{*write.value})
            .run();
        after = static_cast<std::int64_t>(write.key.size() + write.value->size());
    } else {
        erase_.bind_all(instance, key).run();
    }
    changes_[instance].bytes += after - before;
}

std::int64_t StateTable::once_state(const std::string& instance, const std::string& key, eventsub::Time now) {
    find_once_.bind_all(instance, Statement::Blob{key});
    Rows rows(find_once_);
    if (!rows.next()) return -1;
    return find_once_.number(1) <= nanoseconds(now) ? 0 : find_once_.number(0);
}

void StateTable::put_once(const std::string& instance, const std::string& key, int state, eventsub::Time expires) {
    put_once_.bind_all(instance, Statement::Blob{key}, state, nanoseconds(expires)).run();
}

/// With what this transaction adds.
std::uint64_t StateTable::count_once(const std::string& instance) const {
    const auto used = usage_.find(instance);
    const auto changed = changes_.find(instance);
    auto count = used == usage_.end() ? 0 : used->second.once;
    if (changed != changes_.end()) add(count, changed->second.once);
    return count;
}

Once StateTable::begin(const std::string& instance, const std::string& key, eventsub::Time now,
                       eventsub::Duration time_to_live, std::uint64_t most) {
    const auto before = once_state(instance, key, now);
    if (before == finished) return Once::done;
    if (before == begun) return Once::unfinished;
    if (before < 0 && count_once(instance) >= most) return Once::full;
    put_once(instance, key, begun, later(now, time_to_live));
    if (before < 0) ++changes_[instance].once;
    return Once::fresh;
}

void StateTable::finish(const std::string& instance, const OnceDone& done, eventsub::Time now) {
    if (once_state(instance, done.key, now) < 0) ++changes_[instance].once;
    put_once(instance, done.key, finished, later(now, done.time_to_live));
}

bool StateTable::purge(eventsub::Time now) {
    std::vector<std::pair<std::string, std::string>> expired;
    {
        expired_.bind_all(nanoseconds(now), rows_per_step);
        Rows rows(expired_);
        while (rows.next()) expired.emplace_back(expired_.bytes(0), expired_.bytes(1));
    }
    for (const auto& [instance, key] : expired) {
        erase_once_.bind_all(instance, Statement::Blob{key}).run();
        --changes_[instance].once;
    }
    return !expired.empty();
}

void StateTable::save() {
    if (changes_.empty()) return;
    for (const auto& [instance, change] : changes_) {
        add(usage_[instance].bytes, change.bytes);
        add(usage_[instance].once, change.once);
    }
    changes_.clear();
    usage_changed_ = true;
}

} // namespace turnout::journal::sqlite
