// The cursors: progress in memory, as the writer works on it, and as it stands on disk.
#pragma once
#include "core/eventsub/clock.hpp"
#include "core/journal/progress.hpp"
#include "core/journal/sqlite/database.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace turnout::journal::sqlite {

struct CursorState {
    Progress progress;
    Sequence mark = 0;
    Sequence suspects_to = 0;    ///< the mark of a run that did not stop cleanly
    Sequence parked_to = 0;      ///< no parked row of this route lies above, apart from those whose entry is settled
    eventsub::Time retired_at{}; ///< zero: active
    bool paused = false;

    bool retired() const { return retired_at != eventsub::Time{}; }
};

/// Used by the writer's thread, within its transactions. What was changed but not saved, or saved but rolled back, is
/// undone by reload().
class CursorTable {
public:
    explicit CursorTable(Database& database);

    void reload();

    /// Null if there is no such cursor.
    CursorState* find(const std::string& route);
    CursorState& add(const std::string& route, Sequence settled_to);
    void remove(const std::string& route);
    /// `to` has none. What was retired is active then.
    void rename(const std::string& from, const std::string& to);
    /// Of a cursor that there is.
    void pause(const std::string& route, bool paused);

    /// Its state has changed and is written by save().
    void touch(const std::string& route) { changed_.insert(route); }

    void touch_all();

    void save();

    /// The furthest point that every cursor has settled; `end` if there is none.
    Sequence settled_by_all(Sequence end) const;
    /// Routes that were retired before.
    std::vector<std::string> retired_before(eventsub::Time time) const;

    /// Routes that were saved or removed since the last call.
    std::set<std::string> take_saved();

    const std::map<std::string, CursorState>& all() const { return cursors_; }

private:
    Database& database_;
    Statement save_, remove_, parked_to_, pause_, resume_;
    std::map<std::string, CursorState> cursors_;
    std::set<std::string> changed_, saved_;
};

} // namespace turnout::journal::sqlite
