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

/// The letters of the generated table.
FieldKind kind_of(char letter) {
    switch (letter) {
    case 'n': return FieldKind::number;
    case 'b': return FieldKind::boolean;
    case 'r': return FieldKind::timestamp;
    case 'o': return FieldKind::object;
    default: return FieldKind::text;
    }
}

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

std::vector<Field> fields_of(const SubscriptionType& type) {
    std::vector<Field> fields;
    for (auto words = type.fields; !words.empty();) {
        const auto word = words.substr(0, words.find(' '));
        fields.push_back({word.substr(2), kind_of(word.front())});
        words.remove_prefix(std::min(word.size() + 1, words.size()));
    }
    return fields;
}

} // namespace turnout::eventsub
