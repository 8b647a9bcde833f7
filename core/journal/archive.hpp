// Looking back: what is stored, and what became of it.
#pragma once
#include "core/journal/query.hpp"

#include <vector>

namespace turnout::journal {

/// The part of a journal that people ask and act through; nothing here is on the way of an event. Any thread. Answers
/// hold what is durable. Everything that reads throws JournalError if the store cannot be read.
class Archive {
public:
    Archive() = default;
    Archive(const Archive&) = delete;
    Archive& operator=(const Archive&) = delete;
    virtual ~Archive() = default;

    /// At most `limit`, and no more than about 16 MiB of bodies. A list is over when an empty page comes.
    virtual std::vector<StoredEvent> find(const EventQuery& query) const = 0;
    /// The same for parked rows.
    virtual std::vector<ParkedRow> find_parked(const ParkedQuery& query) const = 0;
    /// How many there are, whatever `after` and `limit` say. At once if only state and route are given, else a look at
    /// every row that may match.
    virtual std::uint64_t count_parked(const ParkedQuery& query) const = 0;
};

} // namespace turnout::journal
