// Which messages were accepted before: the newest ids in memory, older ones in segments on disk.
#pragma once
#include "core/journal/sqlite/batch_table.hpp"
#include "core/journal/sqlite/event_id.hpp"
#include "core/journal/sqlite/id_segments.hpp"
#include "core/journal/sqlite/recent_ids.hpp"
#include "core/journal/sqlite/schema.hpp"

namespace turnout::journal::sqlite {

/// Every id is durable with its event: in the `ids` column of its batch (or in `host_ids`) until a segment holds it.
/// What may be purged of the log is therefore bounded by segmented_to(). Used by the writer's thread.
class Duplicates {
public:
    struct Limits {
        std::size_t recent = 0;      ///< ids in memory
        std::size_t per_segment = 0; ///< at most so many ids in one segment
    };

    Duplicates(Database& database, Meta& meta, BatchTable& batches, Limits limits, eventsub::Time now);

    const EventIdMaker& maker() const { return maker_; }

    bool known(const EventId& id) { return recent_.contains(id) || segments_.contains(id); }

    /// How many more ids can be added before a segment has to be cut.
    std::size_t room() const { return recent_.capacity() - unsegmented(); }

    /// To be taken back if the commit fails.
    void add(const EventId& id) { recent_.add(id); }

    std::uint64_t position() const { return recent_.end(); }

    void take_back(std::uint64_t position) { recent_.take_back(position); }

    /// Writes the id of a dead letter of the host within the caller's transaction; its number among those.
    Sequence add_dead_letter(const EventId& id);
    void take_back_dead_letters();

    bool segment_due() const { return unsegmented() >= per_segment_; }

    std::size_t unsegmented() const { return static_cast<std::size_t>(recent_.end() - segmented_); }

    /// Moves the oldest ids to a segment, in a transaction of its own. Throws DatabaseError; nothing has changed then.
    void cut_segment(eventsub::Time now);

    /// Events up to here are known without their row.
    Sequence segmented_to() const { return segmented_to_; }

    /// One step of forgetting what nobody accepted after `before`, in a transaction of its own. False: nothing to do.
    bool forget(eventsub::Time before);

private:
    void load(eventsub::Time now);
    void write_segment(eventsub::Time now, std::size_t count, std::size_t dead_letters);

    Database& database_;
    Meta& meta_;
    BatchTable& batches_;
    const std::size_t per_segment_;
    const EventIdMaker maker_;
    RecentIds recent_;
    IdSegments segments_;
    Statement insert_dead_letter_, remove_dead_letters_;
    std::uint64_t segmented_ = 0; ///< ordinals of recent_ below it are in segments
    Sequence segmented_to_ = 0;
    Sequence segmented_dead_letters_ = 0;
    Sequence dead_letters_ = 0;
};

} // namespace turnout::journal::sqlite
