#include "core/delivery/route_opening.hpp"

#include "core/delivery/switches.hpp"

#include <algorithm>

namespace turnout::delivery {

PluginRun& run_of(EngineState& state, const std::shared_ptr<plugins::Handler>& handler) {
    auto& plugins = state.plugins;
    const auto found =
        std::find_if(plugins.begin(), plugins.end(), [&](const auto& plugin) { return plugin->handler == handler; });
    if (found != plugins.end()) return **found;
    auto& made = *plugins.emplace_back(std::make_unique<PluginRun>());
    made.handler = handler;
    made.limit = handler->max_concurrency();
    made.answers_later = handler->answers_later();
    return made;
}

void bind(EngineState& state, RouteRun& route) {
    const auto& handler = route.entry->handler();
    if (!handler || !route.route().enabled) return;
    route.plugin = &run_of(state, handler);
    route.plugin->routes.push_back(&route);
}

void tell_state(const EngineState& state, const RouteRun& route) {
    const auto& name = route.route().name;
    if (!route.route().enabled) return state.logger->info("route {} is not enabled: events pass it by", name);
    if (route.paused)
        state.logger->info("route {} is paused{}: its events wait", name,
                           route.route().paused ? " by the configuration" : "");
    if (!route.entry->handler()) {
        state.logger->warn("route {}: plugin {} does not run, its events wait in the journal", name,
                           route.route().plugin);
        return;
    }
    for (const auto& key : route.entry->unresolved())
        state.logger->warn("route {}: condition.{} names a login, which cannot be looked up yet: events of every "
                           "value are taken",
                           name, key);
}

Opened open_cursor(EngineState& state, RouteRun& route) {
    const bool renamed = take_over(state, route.route());
    const auto start = route.route().start_at_oldest ? journal::RouteStart::oldest : journal::RouteStart::now;
    auto cursor = state.journal.open_route(route.route().name, start);
    route.position = cursor.settled_to;
    route.settled_before = std::move(cursor.settled_above);
    route.mark = route.mark_wanted = std::max(cursor.mark, cursor.settled_to);
    route.paused = cursor.paused || route.route().paused;
    return {cursor.suspects, renamed};
}

void retire_unknown(EngineState& state) {
    for (const auto& cursor : state.journal.cursors()) {
        const bool configured = std::any_of(state.routes.begin(), state.routes.end(),
                                            [&](const auto& route) { return route->route().name == cursor.route; });
        if (configured || cursor.retired) continue;
        state.journal.retire_route(cursor.route);
        state.logger->warn("route {} is no longer configured: its cursor and what waits on it are kept as retired",
                           cursor.route);
    }
}

} // namespace turnout::delivery
