// When each route had settled how much: samples, so that one can say by when an event was settled.
#pragma once
#include "core/eventsub/clock.hpp"
#include "core/journal/sqlite/cursor_table.hpp"

#include <map>
#include <optional>
#include <string>

namespace turnout::journal::sqlite {

/// Used by the writer's thread; what writes does so within the caller's transaction. About 4 bytes a sample.
class ProgressHistory {
public:
    explicit ProgressHistory(Database& database);

    /// After a transaction that was rolled back, too.
    void reload();

    /// Whether it is time for samples again.
    bool due(eventsub::MonotonicTime now) const { return now - noted_ >= interval; }

    bool moved(const CursorTable& cursors) const;
    /// A sample of every route that has moved since its last one.
    void note(const CursorTable& cursors, eventsub::Time now, eventsub::MonotonicTime monotonic);
    /// Of a route that has another name now.
    void rename(const std::string& from, const std::string& to);
    /// Of a route whose cursor goes.
    void remove(const std::string& route);
    /// Forgets some of what is about events before `first` only.
    void purge(const CursorTable& cursors, Sequence first);

    /// The first of the samples in a row by which `sequence` was settled.
    static std::optional<eventsub::Time> settled_by(std::string_view samples, Sequence sequence);

private:
    static constexpr std::chrono::seconds interval{1};

    struct Row {
        std::string samples;
        std::size_t count = 0;
        Sequence settled_to = 0; ///< of the newest sample
        std::int64_t at = 0;     ///< of the same, milliseconds
    };

    void note(const std::string& route, const CursorState& cursor, std::int64_t at);

    Database& database_;
    Statement insert_, grow_, rename_, remove_, purge_;
    std::map<std::string, Row> rows_;
    eventsub::MonotonicTime noted_{};
};

} // namespace turnout::journal::sqlite
