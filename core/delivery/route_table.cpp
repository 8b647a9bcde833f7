#include "core/delivery/route_table.hpp"

#include "core/config/type_pattern.hpp"
#include "core/delivery/filter.hpp"

#include <algorithm>

namespace turnout::delivery {

RouteEntry::RouteEntry(RouteBinding binding) : binding_(std::move(binding)), ordering_(binding_.route.order_by) {
    for (const auto& [key, value] : binding_.route.condition) {
        if (value.starts_with('@'))
            unresolved_.push_back(key);
        else
            condition_.emplace_back("subscription.condition." + key, value);
    }
}

bool RouteEntry::wants_type(const eventsub::Event& event) const {
    const auto& route = binding_.route;
    if (!config::takes_type(route.type, event.type)) return false;
    if (!route.version.empty() && route.version != event.version) return false;
    // What a route names comes to its plugin even if that did not declare it: a rejection is seen, an omission is not.
    if (config::names_type(route.type) || !binding_.handler) return true;
    return binding_.handler->handles(event.type, event.version);
}

bool RouteEntry::wants_condition(const Prepared& event) const {
    if (condition_.empty()) return true;
    if (!event.document) return false;
    return std::all_of(condition_.begin(), condition_.end(), [&](const auto& wanted) {
        const auto index = event.document->find(wanted.first);
        return index != 0 && event.document->text(index) == wanted.second;
    });
}

bool RouteEntry::wants_content(const Prepared& event) const {
    const auto& filters = binding_.route.where;
    return std::all_of(filters.begin(), filters.end(), [&](const auto& filter) { return holds(filter, event); });
}

RouteTable::RouteTable(std::vector<RouteBinding> bindings) {
    entries_.reserve(bindings.size());
    for (auto& binding : bindings) entries_.push_back(std::make_shared<const RouteEntry>(std::move(binding)));
}

} // namespace turnout::delivery
