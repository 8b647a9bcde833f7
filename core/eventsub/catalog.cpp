#include "core/eventsub/catalog.hpp"

#include <algorithm>
#include <array>

namespace turnout::eventsub {

namespace {

#include "core/eventsub/catalog_table.inc"

struct ByType {
    bool operator()(const SubscriptionType& left, std::string_view right) const { return left.type < right; }

    bool operator()(std::string_view left, const SubscriptionType& right) const { return left < right.type; }
};

} // namespace

std::span<const SubscriptionType> catalog() {
    return table;
}

std::span<const SubscriptionType> versions_of(std::string_view type) {
    const auto [first, last] = std::equal_range(table.begin(), table.end(), type, ByType{});
    return {first, last};
}

const SubscriptionType* find_type(std::string_view type, std::string_view version) {
    for (const auto& entry : versions_of(type))
        if (entry.version == version) return &entry;
    return nullptr;
}

} // namespace turnout::eventsub
