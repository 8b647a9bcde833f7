// The events of one row of the store, and the newest rows in memory.
#pragma once
#include "core/journal/types.hpp"

#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace turnout::journal::sqlite {

/// Immutable; any thread.
class Batch {
public:
    Batch(Sequence first, std::size_t count, std::string data) : first_(first), count_(count), data_(std::move(data)) {}

    Sequence first() const { return first_; }

    Sequence last() const { return first_ + count_ - 1; }

    std::size_t bytes() const { return data_.size(); }

    const std::string& data() const { return data_; }

    /// Views into data(). Decoded by the first who asks, off the writer's thread. Throws JournalError if the bytes are
    /// not what was written.
    const std::vector<eventsub::Event>& events() const;

private:
    Sequence first_;
    std::size_t count_;
    std::string data_;
    mutable std::once_flag decoded_;
    mutable std::vector<eventsub::Event> events_;
};

using BatchPointer = std::shared_ptr<const Batch>;

/// The newest batches up to `capacity` bytes, without gaps. Any thread.
class BatchCache {
public:
    explicit BatchCache(std::size_t capacity) : capacity_(capacity) {}

    void add(BatchPointer batch);
    /// The batch that holds it, or null.
    BatchPointer find(Sequence sequence) const;

private:
    mutable std::mutex mutex_;
    std::deque<BatchPointer> batches_;
    std::size_t bytes_ = 0;
    const std::size_t capacity_;
};

} // namespace turnout::journal::sqlite
