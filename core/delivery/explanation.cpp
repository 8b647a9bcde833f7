#include "core/delivery/explanation.hpp"

#include "core/config/type_pattern.hpp"
#include "core/delivery/filter.hpp"

#include <algorithm>

namespace turnout::delivery {

namespace {

constexpr std::size_t values_shown = 8;

/// What stands at a path of the body or the metadata.
std::vector<std::string> value_of(const Prepared& event, std::vector<config::FieldStep> steps) {
    config::Filter filter;
    filter.steps = std::move(steps);
    return values_at(filter, event, values_shown);
}

std::vector<std::string> meta(const Prepared& event, const char* name) {
    return value_of(event, {{std::string{config::meta_root}, 0}, {name, 0}});
}

void add_subscription(const RouteEntry& entry, const Prepared& event, Explanation& result) {
    const auto& route = entry.route();
    const auto& stored = event.stored.event;
    if (!route.type.empty())
        result.conditions.push_back(
            {"type", route.type, meta(event, "type"), config::takes_type(route.type, stored.type)});
    if (!route.version.empty())
        result.conditions.push_back(
            {"version", route.version, meta(event, "version"), route.version == stored.version});
    // As in RouteEntry::wants_type(): a route that names a type brings it to the plugin in any case.
    if (!config::names_type(route.type) && entry.handler()) {
        const bool handles = entry.handler()->handles(stored.type, stored.version);
        result.conditions.push_back({"plugin", route.plugin, meta(event, "type"), handles});
    }
    for (const auto& [name, value] : route.condition) {
        config::Route only;
        only.condition.emplace(name, value);
        const RouteEntry alone{{std::move(only), nullptr}};
        result.conditions.push_back({"condition." + name, value,
                                     value_of(event, {{"subscription", 0}, {"condition", 0}, {name, 0}}),
                                     alone.wants_condition(event)});
    }
}

} // namespace

const Condition* Explanation::decisive() const {
    const auto failed =
        std::find_if(conditions.begin(), conditions.end(), [](const auto& condition) { return !condition.holds; });
    return failed == conditions.end() ? nullptr : &*failed;
}

Explanation explain(const RouteEntry& entry, const Prepared& event) {
    Explanation result;
    const auto& route = entry.route();
    if (!route.enabled) result.conditions.push_back({"enabled", "false", {}, false});
    add_subscription(entry, event, result);
    for (const auto& filter : route.where)
        result.conditions.push_back(
            {"where." + filter.key, filter.operand, values_at(filter, event, values_shown), holds(filter, event)});
    result.takes = result.decisive() == nullptr;
    return result;
}

} // namespace turnout::delivery
