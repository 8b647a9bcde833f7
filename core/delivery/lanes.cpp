#include "core/delivery/lanes.hpp"

namespace turnout::delivery {

Lanes::Entry Lanes::enter(Delivery& delivery) {
    auto& lane = wake(delivery.lane);
    if (is_blocked(lane)) {
        ++lane.parking;
        lane.held_rows = true; // at once: what comes next must not overtake it, should the waiting one be settled first
        return Entry::hold;
    }
    add_active(lane);
    if (lane.first != nullptr) {
        lane.behind.push(delivery);
        return Entry::behind;
    }
    lane.first = &delivery;
    return Entry::go;
}

bool Lanes::is_blocked(const Lane& lane) const {
    // One that is tried again is about to be over like any other, unless it stays for long.
    const bool under_way = lane.first != nullptr && lane.first->row == Row::waiting && !lane.first->overdue;
    const bool full = lane.naps && napping_ >= most_napping_;
    return full || lane.held_rows || lane.waiting_rows > (under_way ? 1U : 0U);
}

void Lanes::add_active(Lane& lane) {
    ++lane.active;
    if (lane.naps) ++napping_;
}

void Lanes::remove_active(Lane& lane) {
    --lane.active;
    if (lane.naps) --napping_;
}

void Lanes::begin_nap(const Delivery& first, std::size_t most) {
    auto& lane = wake(first.lane);
    lane.naps = true;
    napping_ += lane.active;
    most_napping_ = most;
}

void Lanes::end_nap(std::uint64_t number) {
    auto& lane = wake(number);
    lane.naps = false;
    napping_ -= lane.active;
}

void Lanes::replace_first(const Delivery& first, Delivery& next) {
    auto& lane = wake(first.lane);
    if (lane.first == &first) lane.first = &next;
}

std::size_t Lanes::napping_with(std::uint64_t number) const {
    const auto found = lanes_.find(number);
    return napping_ + (found == lanes_.end() ? 0 : found->second.active);
}

bool Lanes::enter_held(Delivery& delivery) {
    auto& lane = wake(delivery.lane);
    add_active(lane);
    if (lane.first != nullptr) {
        lane.behind.push(delivery);
        return false;
    }
    lane.first = &delivery;
    return true;
}

bool Lanes::enter_waiting(Delivery& delivery) {
    auto& lane = wake(delivery.lane);
    if (lane.first != nullptr) return false;
    add_active(lane);
    lane.first = &delivery;
    return true;
}

Delivery* Lanes::settle(Delivery& first) {
    auto& lane = wake(first.lane);
    lane.first = lane.behind.pop();
    return lane.first;
}

Queue Lanes::block(Delivery& first) {
    wake(first.lane).first = nullptr;
    return clear_behind(first);
}

Queue Lanes::clear_behind(const Delivery& first) {
    auto& lane = wake(first.lane);
    auto behind = lane.behind.take();
    for (const auto* delivery = behind.front(); delivery != nullptr; delivery = delivery->next) {
        lane.held_rows = true;
        if (delivery->row == Row::held) continue; // its row stands in the journal as it is
        remove_active(lane);
        ++lane.parking;
    }
    return behind;
}

void Lanes::leave(const Delivery& delivery, bool held) {
    auto& lane = wake(delivery.lane);
    if (held) {
        --lane.parking;
        lane.held_rows = true;
        lane.written_meanwhile = lane.releasing;
    } else {
        remove_active(lane);
    }
    tidy(delivery.lane);
}

bool Lanes::begin_release(std::uint64_t number) {
    if (!has_held(number) || has_waiting(number)) return false;
    auto& lane = wake(number);
    if (!lane.held_rows || lane.releasing || lane.waiting_rows != 0 || lane.active != 0) return false;
    lane.releasing = true;
    return true;
}

void Lanes::release_read(std::uint64_t number, bool more) {
    auto& lane = wake(number);
    lane.releasing = false;
    // What is being written as held right now may not have been read, and must not be overtaken.
    lane.held_rows = more || lane.parking != 0 || std::exchange(lane.written_meanwhile, false);
    tidy(number);
}

bool Lanes::blocked(std::uint64_t number) const {
    return has_waiting(number) || has_held(number);
}

bool Lanes::has_held(std::uint64_t number) const {
    const auto found = lanes_.find(number);
    return found != lanes_.end() ? found->second.held_rows : dormant_.find(number).held;
}

bool Lanes::has_waiting(std::uint64_t number) const {
    const auto found = lanes_.find(number);
    return found != lanes_.end() ? found->second.waiting_rows != 0 : dormant_.find(number).waiting != 0;
}

void Lanes::found_waiting(std::uint64_t lane, std::uint64_t rows) {
    if (const auto awake = lanes_.find(lane); awake != lanes_.end()) {
        awake->second.waiting_rows += static_cast<std::uint32_t>(rows);
        return;
    }
    auto known = dormant_.find(lane);
    known.waiting += static_cast<std::uint32_t>(rows);
    dormant_.put(lane, known);
}

void Lanes::found_held(std::uint64_t lane) {
    // A suspect of it may be in memory already.
    if (const auto awake = lanes_.find(lane); awake != lanes_.end()) {
        awake->second.held_rows = true;
        return;
    }
    auto known = dormant_.find(lane);
    known.held = true;
    dormant_.put(lane, known);
}

Lanes::Lane& Lanes::wake(std::uint64_t number) {
    const auto [place, added] = lanes_.try_emplace(number);
    if (added) {
        const auto known = dormant_.find(number);
        place->second.waiting_rows = known.waiting;
        place->second.held_rows = known.held;
        dormant_.put(number, {});
    }
    return place->second;
}

void Lanes::tidy(std::uint64_t number) {
    const auto found = lanes_.find(number);
    const auto& lane = found->second;
    if (lane.active != 0 || lane.parking != 0 || lane.releasing) return;
    dormant_.put(number, {lane.waiting_rows, lane.held_rows});
    lanes_.erase(found);
}

} // namespace turnout::delivery
