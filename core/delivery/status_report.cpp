#include "core/delivery/status_report.hpp"

#include "core/delivery/circuit_text.hpp"

#include <algorithm>
#include <map>

namespace turnout::delivery {

namespace {

using journal::Cursor;

std::string reason_of(const EngineState& state, const RouteRun& route) {
    if (!state.failure.empty()) return state.failure;
    if (state.stopping) return "the host is stopping";
    if (!route.route().enabled) return "it is not enabled: events pass it by";
    if (route.paused) return route.route().paused ? "it is paused by the configuration" : "it is paused";
    if (route.plugin == nullptr) return "plugin " + route.route().plugin + " does not run";
    if (route.failed_reads != 0) return "the journal cannot be read: " + route.read_failure;
    if (state.suspects.active) return "what an unclean stop may have interrupted runs first, one event at a time";
    if (const auto process = route.plugin->handler->process(); process && process->pid == 0)
        return "the process of plugin " + route.route().plugin + " has ended and is started again: it " +
               process->last_end;
    if (is_wedged(state, *route.plugin)) return "plugin " + route.route().plugin + " is wedged";
    return circuit_reason(state, route);
}

RouteStatus status_of(const EngineState& state, const RouteRun& route) {
    RouteStatus status;
    status.name = route.route().name;
    status.plugin = route.route().plugin;
    status.type = route.route().type;
    status.enabled = route.route().enabled;
    status.paused = route.paused;
    status.in_memory = route.window;
    status.running = route.underway;
    status.circuit = route.circuit.state();
    status.reason = reason_of(state, route);
    return status;
}

void take_older(std::optional<eventsub::Time>& oldest, eventsub::Time accepted) {
    if (!oldest || accepted < *oldest) oldest = accepted;
}

/// What the journal knows of it, as of the last commit.
void add_backlog(const journal::Journal& journal, const Cursor& cursor, RouteStatus& status) {
    const auto newest = journal.last();
    const auto counts = journal.counts(cursor.route);
    status.waiting = counts.waiting;
    status.held = counts.held;
    status.dead = counts.dead;
    const auto passed = cursor.settled_to + cursor.settled_above.size();
    const auto unread = newest > passed ? newest - passed : 0;
    status.backlog = unread + counts.waiting + counts.held;
    try {
        if (unread != 0)
            for (const auto& next : journal.read(cursor.settled_to, 1, 1))
                take_older(status.oldest, next.event.accepted);
        if (counts.waiting + counts.held != 0)
            if (const auto pending = journal.oldest_pending(cursor.route)) take_older(status.oldest, *pending);
    } catch (const journal::JournalError& error) {
        if (status.reason.empty()) status.reason = std::string{"the journal cannot be read: "} + error.what();
    }
}

} // namespace

std::size_t slots_of(const EngineState& state, const PluginRun& plugin) {
    const auto workers = state.scheduler.workers();
    const auto slots = plugin.limit == 0 ? workers : std::min<std::size_t>(plugin.limit, workers);
    return std::max<std::size_t>(slots, plugin.stuck); // which there were when it took them
}

bool is_wedged(const EngineState& state, const PluginRun& plugin) {
    return std::size_t{2} * plugin.stuck > slots_of(state, plugin);
}

std::vector<std::string> trouble_of(EngineState& state) {
    const std::lock_guard lock{state.mutex};
    std::vector<std::string> trouble;
    if (!state.failure.empty()) trouble.push_back(state.failure);
    for (const auto& route : state.routes) {
        if (route->failed_reads == 0) continue;
        trouble.push_back("route " + route->route().name +
                          " delivers nothing, as the journal cannot be read for it: " + route->read_failure);
    }
    return trouble;
}

std::vector<RouteStatus> routes_of(EngineState& state) {
    std::vector<RouteStatus> all;
    {
        const std::lock_guard lock{state.mutex};
        for (const auto& route : state.routes) all.push_back(status_of(state, *route));
    }
    std::map<std::string, std::size_t> places;
    for (std::size_t index = 0; index < all.size(); ++index) places.emplace(all[index].name, index);
    for (const auto& cursor : state.journal.cursors()) {
        const auto [place, unknown] = places.try_emplace(cursor.route, all.size());
        if (unknown) {
            auto& status = all.emplace_back();
            status.name = cursor.route;
            status.retired = cursor.retired;
            status.reason = "it is no longer configured";
        }
        add_backlog(state.journal, cursor, all[place->second]);
    }
    return all;
}

std::vector<RouteFigures> figures_of(EngineState& state) {
    std::vector<RouteFigures> all;
    const std::lock_guard lock{state.mutex};
    for (const auto& route : state.routes) {
        const auto& counts = route->figures;
        all.push_back({route->route().name, counts.attempts, counts.ok, counts.retry, counts.reject, counts.dead,
                       counts.deferred, counts.timeouts, counts.openings, counts.handling.reading()});
    }
    return all;
}

std::vector<PluginStatus> plugins_of(EngineState& state) {
    std::map<std::string, PluginStatus> all;
    const std::lock_guard lock{state.mutex};
    for (const auto& plugin : state.plugins) {
        if (plugin->leaving) continue;
        auto& status = all[std::string{plugin->handler->name()}];
        status.running = true;
        status.generation = plugin->handler->generation();
        status.slots = slots_of(state, *plugin);
        status.busy = plugin->in_handler;
        status.stuck = plugin->stuck;
        status.retained = plugin->retained;
        status.wedged = is_wedged(state, *plugin);
        status.process = plugin->handler->process();
    }
    for (const auto& route : state.routes) all.try_emplace(route->route().plugin);
    std::vector<PluginStatus> sorted;
    for (auto& [name, status] : all) {
        status.name = name;
        sorted.push_back(std::move(status));
    }
    return sorted;
}

} // namespace turnout::delivery
