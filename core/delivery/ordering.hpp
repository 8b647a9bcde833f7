// Which events have to stay in order: `route.X.order_by`.
#pragma once
#include "core/delivery/prepared.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace turnout::delivery {

/// Reads an event's ordering key.
class Ordering {
public:
    /// "broadcaster", "user", "subscription", "none", or a path of the body such as "event.reward.id". In a batched
    /// message `event.` is the element.
    explicit Ordering(std::string_view order_by);

    /// The key of a parsed event; empty if it has none and need not be kept in order.
    std::string key(const Prepared& event) const;

private:
    enum class By : std::uint8_t { broadcaster, user, subscription, none, path };

    By by_;
    std::string path_;
};

/// The lane of a key: 0 for the empty key, else a positive number below 2^62 that is the same in every run, as it is
/// stored. Keys that collide share a lane, which costs time but never order.
std::uint64_t lane_number(std::string_view key);

} // namespace turnout::delivery
