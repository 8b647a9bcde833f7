// The memory of all deliveries.
#pragma once
#include "core/delivery/delivery.hpp"
#include "core/delivery/tokens.hpp"

#include <deque>
#include <vector>

namespace turnout::delivery {

/// Slots that are used again; as many as were ever in use at once. Addresses never change. Guarded by its owner.
class DeliveryPool {
public:
    explicit DeliveryPool(const TokenSeal::Key& key) : seal_(key) {}

    /// A slot with a token of its own, otherwise as new.
    Delivery& take();
    /// Frees the slot, or leaves it pinned until the last release().
    void give(Delivery& delivery);

    /// The delivery of that token, if it is still in its slot (which it is while pinned); else null.
    Delivery* find(std::uint64_t token);

    void retain(Delivery& delivery) { ++delivery.pins; }

    void release(Delivery& delivery);

    std::size_t in_use() const { return slots_.size() - free_.size(); }

    /// For walking over all slots.
    std::deque<Delivery>& slots() { return slots_; }

private:
    void recycle(Delivery& delivery);

    TokenSeal seal_;
    std::deque<Delivery> slots_;
    std::vector<std::uint32_t> free_;
};

} // namespace turnout::delivery
