#include "core/delivery/event_bytes.hpp"

namespace turnout::delivery {

namespace {

/// What elements of one batch have in common while they are in memory; null for an event of its own.
const void* shared_part(const Prepared& event) {
    if (event.stored.event.element_id.empty()) return nullptr;
    return event.document ? static_cast<const void*>(event.document.get()) : event.stored.event.body.data();
}

} // namespace

void EventBytes::add(const Prepared& event) {
    ++events_;
    const void* shared = shared_part(event);
    if (shared == nullptr || ++shared_[shared] == 1) total_ += event.bytes();
}

void EventBytes::remove(const Prepared& event) {
    --events_;
    const auto found = shared_.find(shared_part(event));
    if (found != shared_.end()) {
        if (--found->second != 0) return;
        shared_.erase(found);
    }
    total_ -= event.bytes();
}

} // namespace turnout::delivery
