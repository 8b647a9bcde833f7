#include "core/delivery/dormant_lanes.hpp"

#include <utility>

namespace turnout::delivery {

namespace {

constexpr std::size_t smallest = 64;

} // namespace

/// Where it is, or the free place where it would be. There is a free one.
std::size_t DormantLanes::place(std::uint64_t lane) const {
    const std::size_t mask = lanes_.size() - 1;
    std::size_t at = lane & mask;
    while (lanes_[at] != 0 && lanes_[at] != lane) at = (at + 1) & mask;
    return at;
}

DormantLanes::Rows DormantLanes::find(std::uint64_t lane) const {
    if (size_ == 0) return {};
    const std::size_t at = place(lane);
    if (lanes_[at] == 0) return {};
    return {rows_[at] >> 1U, (rows_[at] & 1U) != 0};
}

void DormantLanes::put(std::uint64_t lane, Rows rows) {
    if (!rows.any()) {
        if (size_ == 0) return;
        const std::size_t at = place(lane);
        if (lanes_[at] != 0) erase(at);
        return;
    }
    if (4 * (size_ + 1) > 3 * lanes_.size()) grow();
    const std::size_t at = place(lane);
    if (lanes_[at] == 0) ++size_;
    lanes_[at] = lane;
    rows_[at] = (rows.waiting << 1U) | (rows.held ? 1U : 0U);
}

/// What lies behind it and would not be found over the gap moves into it.
void DormantLanes::erase(std::size_t gap) {
    const std::size_t mask = lanes_.size() - 1;
    for (std::size_t at = (gap + 1) & mask; lanes_[at] != 0; at = (at + 1) & mask) {
        const std::size_t home = lanes_[at] & mask;
        if (((at - home) & mask) < ((at - gap) & mask)) continue;
        lanes_[gap] = lanes_[at];
        rows_[gap] = rows_[at];
        gap = at;
    }
    lanes_[gap] = 0;
    --size_;
}

void DormantLanes::grow() {
    const std::size_t size = lanes_.empty() ? smallest : lanes_.size() * 2;
    const auto lanes = std::exchange(lanes_, std::vector<std::uint64_t>(size));
    const auto rows = std::exchange(rows_, std::vector<std::uint32_t>(size));
    for (std::size_t i = 0; i < lanes.size(); ++i) {
        if (lanes[i] == 0) continue;
        const std::size_t at = place(lanes[i]);
        lanes_[at] = lanes[i];
        rows_[at] = rows[i];
    }
}

} // namespace turnout::delivery
