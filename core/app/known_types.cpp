#include "core/app/known_types.hpp"

#include "core/eventsub/catalog.hpp"
#include "core/eventsub/timestamp.hpp"

namespace turnout::app {
namespace {

config::FieldKind kind_of(eventsub::FieldKind kind) {
    switch (kind) {
    case eventsub::FieldKind::text: return config::FieldKind::text;
    case eventsub::FieldKind::number: return config::FieldKind::number;
    case eventsub::FieldKind::boolean: return config::FieldKind::boolean;
    case eventsub::FieldKind::timestamp: return config::FieldKind::timestamp;
    case eventsub::FieldKind::object: return config::FieldKind::object;
    }
    return config::FieldKind::text;
}

} // namespace

const std::vector<config::KnownType>& known_types() {
    static const std::vector<config::KnownType> types = [] {
        std::vector<config::KnownType> all;
        for (const eventsub::SubscriptionType& known : eventsub::catalog()) {
            config::KnownType type{std::string(known.type), std::string(known.version), {}, known.exactly_one_of, {}};
            for (const auto& key : known.condition) type.condition.push_back({std::string(key.name), key.required});
            for (const auto& field : eventsub::fields_of(known))
                type.fields.push_back({std::string(field.path), kind_of(field.kind)});
            all.push_back(std::move(type));
        }
        return all;
    }();
    return types;
}

std::optional<std::int64_t> read_timestamp(std::string_view text) {
    const auto time = eventsub::parse_timestamp(text);
    if (!time) return {};
    return time->time_since_epoch().count();
}

} // namespace turnout::app
