// Events and parked rows as people look for them, over a read-only connection of its own.
#pragma once
#include "core/journal/archive.hpp"
#include "core/journal/sqlite/database.hpp"
#include "core/journal/sqlite/shared_bodies.hpp"
#include "core/journal/sqlite/summary_search.hpp"
#include "core/journal/sqlite/view.hpp"

#include <functional>
#include <mutex>

namespace turnout::journal::sqlite {

/// Any thread; calls wait for each other, a count lets others in between. They throw JournalError.
///
/// What is summarized is read only where its summary says "maybe"; the rest, newer than about a second, is read.
class Finder {
public:
    Finder(const std::filesystem::path& file, const std::string& vfs, const View& view);

    std::vector<StoredEvent> find(const EventQuery& query);
    EventPage find_standing(EventQuery query, const StandingQuery& standing);
    std::vector<ParkedRow> find_parked(const ParkedQuery& query);
    std::uint64_t count_parked(const ParkedQuery& query);
    std::vector<RouteFate> fates(Sequence sequence);
    /// The view's, with what is looked up.
    void blocked_keys(const std::string& route, const std::function<void(std::string_view, std::uint64_t)>& tell);
    void held_lanes(const std::string& route, const std::function<void(eventsub::Time)>& tell);
    std::vector<ParkedRow> begun(const std::string& route, std::uint64_t after, std::size_t count);

private:
    template <typename Found> struct Page;

    template <typename Step> auto reading(Step step);
    std::uint64_t meta(std::string_view key);

    void collect(Page<StoredEvent>& page, const EventQuery& query);
    void collect(Page<StoredEvent>& page, const EventQuery& query, Sequence first, Sequence last);
    static void collect(Page<StoredEvent>& page, const EventQuery& query, const Batch& batch, Sequence first,
                        Sequence last);

    void collect(Page<ParkedRow>& page, const ParkedQuery& query);
    void collect(Page<ParkedRow>& page, const ParkedQuery& query, std::uint64_t from, std::uint64_t to);
    void collect(Page<ParkedRow>& page, const ParkedQuery& query, std::vector<std::uint64_t> numbers);
    /// Numbers of the rows of the query's routes and state, unless those are many.
    std::optional<std::vector<std::uint64_t>> few_numbers(const ParkedQuery& query);
    std::uint64_t counted(const ParkedQuery& query) const;

    /// Whether a row of the route is about this event; `first`: about the delivery that acceptance caused.
    bool has_row(const std::string& route, Sequence sequence, const eventsub::Event& event, bool first);

    RouteFate fate(Sequence sequence, const Cursor& cursor);

    std::filesystem::path file_;
    const View& view_;
    std::mutex mutex_;
    Database database_;
    Statement meta_;
    const EventIdMaker maker_;
    Statement batches_, batches_from_, row_, rows_, numbers_, rows_of_, replays_, samples_, keys_, lanes_, begun_;
    BodyReader bodies_;
    SummarySearch falling_, rising_, dead_, pending_;
};

} // namespace turnout::journal::sqlite
