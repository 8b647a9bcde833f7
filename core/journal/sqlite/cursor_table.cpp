#include "core/journal/sqlite/cursor_table.hpp"

#include "core/journal/journal.hpp"
#include "core/journal/record.hpp"

#include <algorithm>
#include <utility>

namespace turnout::journal::sqlite {

CursorTable::CursorTable(Database& database)
    : database_(database),
      save_(database, "INSERT INTO cursors(route, settled_to, settled_above, mark, suspects_to, retired_at) "
                      "VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT(route) DO UPDATE SET "
                      "settled_to = excluded.settled_to, settled_above = excluded.settled_above, "
                      "mark = excluded.mark, suspects_to = excluded.suspects_to, retired_at = excluded.retired_at"),
      remove_(database, "DELETE FROM cursors WHERE route = ?1"),
      parked_to_(database, "SELECT max(sequence) FROM parked WHERE route = ?1"),
      pause_(database, "INSERT INTO meta(key, value) VALUES('paused/' || ?1, 1) ON CONFLICT(key) DO NOTHING"),
      resume_(database, "DELETE FROM meta WHERE key = 'paused/' || ?1") {
    reload();
}

void CursorTable::reload() {
    // Without cursors everything would count as settled: what is known stays until all of it was read.
    std::map<std::string, CursorState> cursors;
    std::set<std::string> saved;
    Statement rows(
        database_,
        "SELECT route, settled_to, settled_above, mark, suspects_to, retired_at FROM cursors ORDER BY route");
    while (rows.step()) {
        const std::string route(rows.bytes(0));
        CursorState cursor;
        try {
            cursor.progress = Progress(rows.natural(1), rows.bytes(2));
        } catch (const BadRecord& error) {
            throw JournalError("the cursor of route " + route + " is damaged: " + error.what() +
                               "; restore the state directory from a backup");
        }
        cursor.mark = rows.natural(3);
        cursor.suspects_to = rows.natural(4);
        cursor.retired_at = eventsub::Time(eventsub::Duration(rows.number(5)));
        parked_to_.bind_all(route);
        Rows parked(parked_to_);
        if (parked.next()) cursor.parked_to = parked_to_.natural(0);
        cursors.emplace(route, std::move(cursor));
        saved.insert(route);
    }
    Statement paused(database_, "SELECT substr(key, 8) FROM meta WHERE key GLOB 'paused/*'");
    while (paused.step()) {
        const auto found = cursors.find(std::string(paused.bytes(0)));
        if (found != cursors.end()) found->second.paused = true;
    }
    cursors_.swap(cursors);
    saved_.swap(saved);
    changed_.clear();
}

CursorState* CursorTable::find(const std::string& route) {
    const auto found = cursors_.find(route);
    return found == cursors_.end() ? nullptr : &found->second;
}

CursorState& CursorTable::add(const std::string& route, Sequence settled_to) {
    CursorState& cursor = cursors_[route];
    cursor = CursorState{};
    cursor.progress = Progress(settled_to);
    cursor.mark = settled_to;
    parked_to_.bind_all(route);
    Rows parked(parked_to_);
    if (parked.next()) cursor.parked_to = parked_to_.natural(0);
    touch(route);
    return cursor;
}

void CursorTable::remove(const std::string& route) {
    remove_.bind_all(route).run();
    resume_.bind_all(route).run();
    cursors_.erase(route);
    changed_.erase(route);
    saved_.insert(route);
}

void CursorTable::rename(const std::string& from, const std::string& to) {
    CursorState cursor = cursors_.at(from);
    cursor.retired_at = {};
    remove(from);
    const bool paused = cursor.paused;
    cursors_.emplace(to, std::move(cursor));
    touch(to);
    if (paused) pause(to, true);
}

void CursorTable::pause(const std::string& route, bool paused) {
    (paused ? pause_ : resume_).bind_all(route).run();
    cursors_.at(route).paused = paused;
    touch(route);
}

void CursorTable::touch_all() {
    for (const auto& [route, cursor] : cursors_) touch(route);
}

void CursorTable::save() {
    for (const std::string& route : changed_) {
        const CursorState& cursor = cursors_.at(route);
        const std::string runs = cursor.progress.encode();
        save_
            .bind_all(route, cursor.progress.settled_to(), Statement::Blob{runs}, cursor.mark, cursor.suspects_to,
                      cursor.retired_at.time_since_epoch().count())
            .run();
    }
    saved_.merge(changed_);
    changed_.clear();
}

Sequence CursorTable::settled_by_all(Sequence end) const {
    for (const auto& [route, cursor] : cursors_) end = std::min(end, cursor.progress.settled_to());
    return end;
}

std::vector<std::string> CursorTable::retired_before(eventsub::Time time) const {
    std::vector<std::string> routes;
    for (const auto& [route, cursor] : cursors_)
        if (cursor.retired() && cursor.retired_at < time) routes.push_back(route);
    return routes;
}

std::set<std::string> CursorTable::take_saved() {
    return std::exchange(saved_, {});
}

} // namespace turnout::journal::sqlite
