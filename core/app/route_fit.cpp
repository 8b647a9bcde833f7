#include "core/app/route_fit.hpp"

#include "core/eventsub/catalog.hpp"

namespace turnout::app {

RouteFit fit_of(const config::Route& route, const plugins::Handler& handler) {
    RouteFit fit;
    if (route.type.empty()) return fit;
    std::vector<std::string> versions;
    if (!route.version.empty()) {
        versions.push_back(route.version);
    } else {
        for (const auto& known : eventsub::versions_of(route.type)) versions.emplace_back(known.version);
    }
    if (versions.empty()) return fit; // nobody knows which versions there are: what comes is shown by its verdict
    for (const auto& version : versions)
        if (!handler.handles(route.type, version)) fit.missing.push_back(route.type + "@" + version);
    fit.none = fit.missing.size() == versions.size();
    return fit;
}

std::string text_of(const RouteFit& fit, const config::Route& route) {
    std::string names;
    for (const auto& name : fit.missing) names += (names.empty() ? "" : ", ") + name;
    return "route " + route.name + ": plugin " + route.plugin + " does not handle " + names;
}

} // namespace turnout::app
