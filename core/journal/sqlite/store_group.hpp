// The events of one commit as they become batches.
#pragma once
#include "core/journal/record.hpp"
#include "core/journal/sqlite/batch_table.hpp"

#include <span>
#include <string>
#include <vector>

namespace turnout::journal::sqlite {

/// Gathers messages and writes them as rows within the caller's transaction.
class Group {
public:
    Group(BatchTable& table, Sequence last, eventsub::Time now) : table_(table), now_(now), last_(last) {}

    /// `ids`: one per event; as many as `elements`, or one.
    void add(const eventsub::Event& message, std::span<const RecordElement> elements, std::span<const EventId> ids);
    /// Writes what was gathered.
    void flush();

    /// The newest event, gathered or written.
    Sequence last() const { return last_; }

    std::vector<BatchPointer>& batches() { return batches_; }

private:
    BatchTable& table_;
    const eventsub::Time now_;
    Sequence last_;
    std::size_t messages_ = 0, events_ = 0;
    std::string data_, ids_;
    std::vector<BatchPointer> batches_;
};

} // namespace turnout::journal::sqlite
