#include "core/delivery/switches.hpp"

#include "core/delivery/verdicts.hpp"

#include <algorithm>

namespace turnout::delivery {

bool take_over(EngineState& state, const config::Route& route) {
    if (route.renamed_from.empty()) return false;
    if (state.journal.rename_route(route.renamed_from, route.name)) {
        state.logger->info("route {} goes on where route {} was", route.name, route.renamed_from);
        return true;
    }
    const auto cursors = state.journal.cursors();
    const bool left = std::any_of(cursors.begin(), cursors.end(),
                                  [&](const auto& cursor) { return cursor.route == route.renamed_from; });
    if (left)
        state.logger->warn("route {} takes over nothing from route {}, as both have progress of their own; what waits "
                           "on {} is kept as retired",
                           route.name, route.renamed_from, route.renamed_from);
    return false;
}

bool pause_route(EngineState& state, const std::string& name, bool paused) {
    const auto found = std::find_if(state.routes.begin(), state.routes.end(),
                                    [&](const auto& route) { return route->route().name == name; });
    if (found == state.routes.end() || !state.journal.pause_route(name, paused)) return false;
    auto& route = **found;
    const bool now = paused || route.route().paused;
    const std::lock_guard lock{state.mutex};
    if (route.paused == now) return now == paused;
    route.paused = now;
    state.logger->info("route {} {}", name, now ? "is paused: its events wait" : "is resumed");
    if (now) {
        state.scheduler.pause(route);
        uncharge_ready(state, route); // what does not begin now was not attempted
    } else {
        // What waited for its turn may have to be written as attempted first.
        auto left = state.scheduler.drain(route);
        while (auto* delivery = left.pop()) make_ready(state, *delivery);
    }
    state.bell->ring();
    return now == paused;
}

} // namespace turnout::delivery
