#include "core/app/known_types.hpp"

#include "core/eventsub/catalog.hpp"

namespace turnout::app {

const std::vector<config::KnownType>& known_types() {
    static const std::vector<config::KnownType> types = [] {
        std::vector<config::KnownType> all;
        for (const eventsub::SubscriptionType& known : eventsub::catalog()) {
            config::KnownType type{std::string(known.type), std::string(known.version), {}, known.exactly_one_of};
            for (const auto& key : known.condition) type.condition.push_back({std::string(key.name), key.required});
            all.push_back(std::move(type));
        }
        return all;
    }();
    return types;
}

} // namespace turnout::app
