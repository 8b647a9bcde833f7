#include "core/journal/sqlite/batch.hpp"

#include "core/journal/journal.hpp"
#include "core/journal/record.hpp"

#include <algorithm>

namespace turnout::journal::sqlite {

const std::vector<eventsub::Event>& Batch::events() const {
    std::call_once(decoded_, [this] {
        std::vector<eventsub::Event> events;
        try {
            events = decode_records(data_);
        } catch (const BadRecord& error) {
            throw JournalError("events from " + std::to_string(first_) + " cannot be read: " + error.what());
        }
        if (events.size() != count_)
            throw JournalError("events from " + std::to_string(first_) + " cannot be read: " + std::to_string(count_) +
                               " were stored, " + std::to_string(events.size()) + " found");
        events_ = std::move(events);
    });
    return events_;
}

void BatchCache::add(BatchPointer batch) {
    const std::lock_guard lock(mutex_);
    bytes_ += batch->bytes();
    batches_.push_back(std::move(batch));
    while (bytes_ > capacity_ && !batches_.empty()) {
        bytes_ -= batches_.front()->bytes();
        batches_.pop_front();
    }
}

BatchPointer BatchCache::find(Sequence sequence) const {
    const std::lock_guard lock(mutex_);
    const auto after =
        std::upper_bound(batches_.begin(), batches_.end(), sequence,
                         [](Sequence value, const BatchPointer& batch) { return value < batch->first(); });
    if (after == batches_.begin()) return nullptr;
    const BatchPointer& batch = *std::prev(after);
    return batch->last() >= sequence ? batch : nullptr;
}

} // namespace turnout::journal::sqlite
