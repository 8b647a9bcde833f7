#include "core/journal/sqlite/store_group.hpp"

namespace turnout::journal::sqlite {

namespace {

// Whoever reads one event reads its row: rows are kept small enough for that, large enough to be worth a group.
constexpr std::size_t most_bytes = std::size_t{1} << 20;
constexpr std::size_t most_messages = 512;

} // namespace

void Group::add(const eventsub::Event& message, std::span<const RecordElement> elements, std::span<const EventId> ids) {
    encode_record(message, elements, data_);
    for (const EventId& id : ids) put_event_id(ids_, id);
    last_ += ids.size();
    events_ += ids.size();
    ++messages_;
    if (messages_ >= most_messages || data_.size() >= most_bytes) flush();
}

void Group::flush() {
    if (events_ == 0) return;
    auto batch = std::make_shared<const Batch>(last_ - events_ + 1, events_, std::move(data_));
    table_.insert(*batch, ids_, now_);
    batches_.push_back(std::move(batch));
    data_.clear();
    ids_.clear();
    messages_ = 0;
    events_ = 0;
}

} // namespace turnout::journal::sqlite
