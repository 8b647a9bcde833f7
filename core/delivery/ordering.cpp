#include "core/delivery/ordering.hpp"

#include <xxhash.h>

namespace turnout::delivery {

namespace {

constexpr std::string_view event_prefix = "event.";

/// The value as text; empty for null, containers and what is not there.
std::string scalar(const eventsub::Document& document, std::uint32_t index) {
    const auto& node = document.nodes[index];
    switch (node.kind) {
    case TURNOUT_STRING: return std::string{document.text(index)};
    case TURNOUT_INT: return std::to_string(node.u.i);
    case TURNOUT_UINT: return std::to_string(node.u.u);
    case TURNOUT_TRUE: return "true";
    case TURNOUT_FALSE: return "false";
    default: return {};
    }
}

std::string value_at(const Prepared& event, std::string_view path) {
    if (!event.document) return {};
    std::uint32_t from = 0;
    if (path.starts_with(event_prefix)) {
        from = event.event_index;
        if (from == 0) return {};
        path.remove_prefix(event_prefix.size());
    }
    const auto index = event.document->find(path, from);
    return index == 0 ? std::string{} : scalar(*event.document, index);
}

} // namespace

Ordering::Ordering(std::string_view order_by) {
    if (order_by == "broadcaster")
        by_ = By::broadcaster;
    else if (order_by == "user")
        by_ = By::user;
    else if (order_by == "subscription")
        by_ = By::subscription;
    else if (order_by == "none")
        by_ = By::none;
    else {
        by_ = By::path;
        path_ = order_by;
    }
}

std::string Ordering::key(const Prepared& event) const {
    const auto& stored = event.stored.event;
    switch (by_) {
    case By::broadcaster:
        if (!stored.broadcaster_id.empty()) return std::string{stored.broadcaster_id};
        return value_at(event, "event.broadcaster_user_id");
    case By::user: return value_at(event, "event.user_id");
    case By::subscription: return std::string{stored.subscription_id};
    case By::none: return {};
    case By::path: return value_at(event, path_);
    }
    return {};
}

std::uint64_t lane_number(std::string_view key) {
    if (key.empty()) return 0;
    constexpr std::uint64_t below = (std::uint64_t{1} << 62) - 1;
    return XXH3_64bits(key.data(), key.size()) % below + 1;
}

} // namespace turnout::delivery
