#include "core/delivery/delivery_pool.hpp"

namespace turnout::delivery {

namespace {

constexpr unsigned slot_bits = 24;
constexpr std::uint64_t slot_mask = (std::uint64_t{1} << slot_bits) - 1;
/// A string that grew beyond this in one delivery gives its memory back.
constexpr std::size_t text_kept = 1024;

void wipe(std::string& text) {
    if (text.capacity() > text_kept)
        text = std::string{};
    else
        text.clear();
}

} // namespace

Delivery& DeliveryPool::take() {
    if (free_.empty()) {
        free_.push_back(static_cast<std::uint32_t>(slots_.size()));
        slots_.emplace_back().slot = free_.back();
        free_.reserve(slots_.size());
    }
    auto& delivery = slots_[free_.back()];
    free_.pop_back();
    do {
        ++delivery.generation;
        delivery.token = seal_.seal((delivery.generation << slot_bits) | delivery.slot);
    } while (delivery.token == 0);
    delivery.stage = Stage::queued;
    return delivery;
}

void DeliveryPool::give(Delivery& delivery) {
    if (delivery.pins != 0)
        delivery.stage = Stage::pinned;
    else
        recycle(delivery);
}

Delivery* DeliveryPool::find(std::uint64_t token) {
    const auto number = seal_.open(token) & slot_mask;
    if (number >= slots_.size()) return nullptr;
    auto& delivery = slots_[number];
    return delivery.stage != Stage::free && delivery.token == token ? &delivery : nullptr;
}

void DeliveryPool::release(Delivery& delivery) {
    if (delivery.pins == 0) return;
    if (--delivery.pins == 0 && delivery.stage == Stage::pinned) recycle(delivery);
}

void DeliveryPool::recycle(Delivery& delivery) {
    delivery.route = nullptr;
    delivery.event.reset();
    delivery.handler.reset();
    delivery.plugin = nullptr;
    delivery.early.reset();
    delivery.pending.reset();
    delivery.sequence = 0;
    delivery.replay = 0;
    delivery.attempt = 1;
    delivery.first_attempt = {};
    delivery.last_attempt = {};
    delivery.attempt_before = {};
    delivery.lane = 0;
    delivery.row = Row::none;
    delivery.from_row = false;
    delivery.charged = false;
    delivery.suspect = false;
    delivery.crashes = 0;
    delivery.overdue = false;
    delivery.away = false;
    delivery.nap_until = {};
    delivery.judged = false;
    delivery.verdict = "";
    delivery.since_accepted = {};
    delivery.handling = {};
    wipe(delivery.ordering_key);
    wipe(delivery.reason);
    wipe(delivery.delivery_id);
    delivery.stage = Stage::free;
    free_.push_back(delivery.slot);
}

} // namespace turnout::delivery
