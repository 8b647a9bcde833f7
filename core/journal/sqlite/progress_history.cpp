#include "core/journal/sqlite/progress_history.hpp"

#include "core/journal/record.hpp"

#include <algorithm>

namespace turnout::journal::sqlite {

namespace {

constexpr std::size_t samples_per_row = 64;
constexpr int rows_per_purge = 10; // of each route, as often as events are purged

} // namespace

ProgressHistory::ProgressHistory(Database& database)
    : database_(database),
      insert_(database, "INSERT INTO progress_history(route, settled_to, samples) VALUES(?1, ?2, ?3)"),
      grow_(database, "UPDATE progress_history SET settled_to = ?3, samples = ?4 WHERE route = ?1 AND settled_to = ?2"),
      rename_(database, "UPDATE progress_history SET route = ?2 WHERE route = ?1"),
      remove_(database, "DELETE FROM progress_history WHERE route = ?1"),
      purge_(database, "DELETE FROM progress_history WHERE route = ?1 AND settled_to IN (SELECT settled_to FROM "
                       "progress_history WHERE route = ?1 AND settled_to < ?2 ORDER BY settled_to LIMIT ?3)") {
    reload();
}

void ProgressHistory::reload() {
    rows_.clear();
    Statement newest(database_, "SELECT route, max(settled_to) FROM progress_history GROUP BY route");
    // A full row: the next sample begins another one.
    while (newest.step()) rows_[std::string(newest.bytes(0))] = {{}, samples_per_row, newest.natural(1), 0};
}

bool ProgressHistory::moved(const CursorTable& cursors) const {
    return std::any_of(cursors.all().begin(), cursors.all().end(), [this](const auto& one) {
        const auto found = rows_.find(one.first);
        return one.second.progress.settled_to() > (found == rows_.end() ? one.second.start : found->second.settled_to);
    });
}

void ProgressHistory::note(const CursorTable& cursors, eventsub::Time now, eventsub::MonotonicTime monotonic) {
    noted_ = monotonic;
    const auto at = std::chrono::floor<std::chrono::milliseconds>(now).time_since_epoch().count();
    for (const auto& [route, cursor] : cursors.all()) note(route, cursor, at);
}

void ProgressHistory::note(const std::string& route, const CursorState& cursor, std::int64_t at) {
    Row& row = rows_.try_emplace(route, Row{{}, samples_per_row, cursor.start, 0}).first->second;
    const Sequence settled_to = cursor.progress.settled_to();
    if (settled_to <= row.settled_to) return;
    const Sequence before = row.settled_to;
    const bool fresh = row.count >= samples_per_row;
    if (fresh) row = {};
    // The clock may be set back; "at the latest" stays true with the later time.
    at = std::max(at, row.at);
    put_varint(row.samples, static_cast<std::uint64_t>(at - row.at));
    put_varint(row.samples, settled_to - row.settled_to);
    row.at = at;
    row.settled_to = settled_to;
    ++row.count;
    if (fresh)
        insert_.bind_all(route, settled_to, Statement::Blob{row.samples}).run();
    else
        grow_.bind_all(route, before, settled_to, Statement::Blob{row.samples}).run();
}

void ProgressHistory::rename(const std::string& from, const std::string& to) {
    remove(to);
    rename_.bind_all(from, to).run();
    if (auto row = rows_.extract(from)) {
        row.key() = to;
        rows_.insert(std::move(row));
    }
}

void ProgressHistory::remove(const std::string& route) {
    remove_.bind_all(route).run();
    rows_.erase(route);
}

void ProgressHistory::purge(const CursorTable& cursors, Sequence first) {
    for (const auto& [route, cursor] : cursors.all()) purge_.bind_all(route, first, rows_per_purge).run();
}

std::optional<eventsub::Time> ProgressHistory::settled_by(std::string_view samples, Sequence sequence) {
    std::uint64_t at = 0;
    Sequence settled_to = 0;
    while (!samples.empty()) {
        at += take_varint(samples);
        settled_to += take_varint(samples);
        if (settled_to >= sequence) return eventsub::Time(std::chrono::milliseconds(static_cast<std::int64_t>(at)));
    }
    return std::nullopt;
}

} // namespace turnout::journal::sqlite
