#include "core/app/route_bindings.hpp"

#include "core/app/host.hpp"
#include "core/app/required_plugins.hpp"
#include "core/app/route_fit.hpp"

namespace turnout::app {

std::vector<delivery::RouteBinding> bind_routes(const config::Config& config, const FindHandler& find,
                                                spdlog::logger& logger) {
    std::vector<delivery::RouteBinding> bindings;
    for (const config::Route& route : config.routes) {
        auto handler = find(route.plugin);
        const auto fit = handler && route.enabled ? fit_of(route, *handler) : RouteFit{};
        if (fit.none) {
            const auto text = text_of(fit, route) + "; name a type and version that it declares";
            if (is_required(config.plugin_options, route.plugin)) throw StartError(text);
            logger.error("{}; going on, as the plugin is not required", text);
            handler.reset();
        } else if (!fit.missing.empty()) {
            logger.warn("{}; the plugin most likely rejects them: name the version in the route", text_of(fit, route));
        }
        bindings.push_back({route, std::move(handler)});
    }
    return bindings;
}

} // namespace turnout::app
