#include "core/app/route_fit.hpp"

#include "core/config/type_pattern.hpp"
#include "core/eventsub/catalog.hpp"

namespace turnout::app {

namespace {

/// A prefix is like no type: what the plugin does not handle passes it by. Unless nothing is left.
template <class Takes> RouteFit fit_prefix(const config::Route& route, Takes takes) {
    RouteFit result;
    bool known = false;
    for (const auto& type : eventsub::catalog()) {
        if (!config::takes_type(route.type, type.type)) continue;
        known = true;
        if (takes(type.type, type.version)) return result;
    }
    result.none = known;
    if (known) result.missing.push_back(route.type);
    return result;
}

template <class Takes> RouteFit fit(const config::Route& route, Takes takes) {
    RouteFit result;
    if (route.type.empty()) return result;
    if (config::is_type_prefix(route.type)) return fit_prefix(route, takes);
    std::vector<std::string> versions;
    if (!route.version.empty()) {
        versions.push_back(route.version);
    } else {
        for (const auto& known : eventsub::versions_of(route.type)) versions.emplace_back(known.version);
    }
    if (versions.empty()) return result; // nobody knows which versions there are: what comes is shown by its verdict
    for (const auto& version : versions)
        if (!takes(route.type, version)) result.missing.push_back(route.type + "@" + version);
    result.none = result.missing.size() == versions.size();
    return result;
}

} // namespace

RouteFit fit_of(const config::Route& route, const plugins::Handler& handler) {
    return fit(route, [&](const auto& type, const auto& version) { return handler.handles(type, version); });
}

RouteFit fit_of(const config::Route& route, const lint::Manifest& manifest) {
    return fit(route, [&](const auto& type, const auto& version) { return lint::handles(manifest, type, version); });
}

std::string text_of(const RouteFit& fit, const config::Route& route) {
    std::string names;
    for (const auto& name : fit.missing) names += (names.empty() ? "" : ", ") + name;
    return "route " + route.name + ": plugin " + route.plugin + " does not handle " + names;
}

} // namespace turnout::app
