// Whether a route's plugin takes what the route names.
#pragma once
#include "core/config/config.hpp"
#include "core/plugin/handler.hpp"
#include "sdk/lint/manifest.hpp"

#include <string>
#include <vector>

namespace turnout::app {

struct RouteFit {
    std::vector<std::string> missing; ///< TYPE@VERSION that the route names and the plugin does not handle
    bool none = false;                ///< the plugin handles nothing of what the route names
};

/// A route that names no type takes whatever the plugin handles, so it fits. One that names a type and no version
/// stands for every version that the catalog knows, a prefix for every type that begins so; of a type that it does not
/// know nothing can be said.
RouteFit fit_of(const config::Route& route, const plugins::Handler& handler);

/// The same by what the plugin's file says.
RouteFit fit_of(const config::Route& route, const lint::Manifest& manifest);

/// One line: "route live: plugin hello does not handle stream.online@1".
std::string text_of(const RouteFit& fit, const config::Route& route);

} // namespace turnout::app
