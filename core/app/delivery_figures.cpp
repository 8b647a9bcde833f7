#include "core/app/part_figures.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace turnout::app {

namespace {

using delivery::CircuitState;

constexpr std::array<std::pair<CircuitState, const char*>, 3> circuit_states{
    {{CircuitState::closed, "closed"}, {CircuitState::open, "open"}, {CircuitState::half_open, "half_open"}}};

/// One that the host tells of each plugin.
struct PluginGauge {
    std::string_view name; ///< without the prefix
    const char* help;
    double (*value)(const delivery::PluginStatus& plugin);
};

/// Another one, which the engine does not know; without the prefix, too.
constexpr std::string_view zombies_name = "zombies";

constexpr std::array<PluginGauge, 7> plugin_gauges{
    {{"running", "1 while a plugin runs.", [](const auto& plugin) { return plugin.running ? 1.0 : 0.0; }},
     {"wedged", "1 while more than half of a plugin's slots are past their timeout.",
      [](const auto& plugin) { return plugin.wedged ? 1.0 : 0.0; }},
     {"generation", "Which library of a plugin runs, counted from the start; 0: none.",
      [](const auto& plugin) { return double(plugin.generation); }},
     {"slots", "Handlers and timers that a plugin can be in at once.",
      [](const auto& plugin) { return double(plugin.slots); }},
     {"slots_busy", "Slots in use.", [](const auto& plugin) { return double(plugin.busy); }},
     {"slots_stuck", "Slots past their timeout.", [](const auto& plugin) { return double(plugin.stuck); }},
     {"retained_events", "Events that a plugin keeps in memory.",
      [](const auto& plugin) { return double(plugin.retained); }}}};

void add_counts(const delivery::Engine& engine, FigureFamilies& all) {
    auto attempts = FigureFamily::counter("turnout_attempts_total", "Attempts begun: deliveries handed to a plugin.");
    auto deliveries = FigureFamily::counter(
        "turnout_deliveries_total",
        "Attempts by what they came to, once that is durable; dead: the last one of an event that had failed.");
    auto deferred = FigureFamily::counter("turnout_deferred_total", "Attempts that a plugin completes later.");
    auto timeouts = FigureFamily::counter("turnout_timeouts_total", "Attempts past the route's timeout.");
    auto openings = FigureFamily::counter("turnout_circuit_openings_total",
                                          "How often a circuit opened; staying open after a probe does not count.");
    auto handling = FigureFamily::histogram("turnout_handler_duration_seconds",
                                            "Time in a plugin's handle(), without what it deferred.");
    for (const auto& route : engine.figures()) {
        attempts.add({{"route", route.name}}, route.attempts);
        deliveries.add({{"route", route.name}, {"verdict", "ok"}}, route.ok);
        deliveries.add({{"route", route.name}, {"verdict", "retry"}}, route.retry);
        deliveries.add({{"route", route.name}, {"verdict", "reject"}}, route.reject);
        deliveries.add({{"route", route.name}, {"verdict", "dead"}}, route.dead);
        deferred.add({{"route", route.name}}, route.deferred);
        timeouts.add({{"route", route.name}}, route.timeouts);
        openings.add({{"route", route.name}}, route.circuit_openings);
        handling.add({{"route", route.name}}, route.handling);
    }
    for (auto* one : {&attempts, &deliveries, &deferred, &timeouts, &openings, &handling}) one->move_to(all);
    const auto totals = engine.totals();
    FigureFamily::counter("turnout_late_completions_total",
                          "Completions that were late, double, forged or another plugin's.")
        .add({}, totals.late_completions)
        .move_to(all);
    FigureFamily::counter("turnout_refused_retains_total",
                          "Calls of retain() and release() for what is not the plugin's, or over the limit.")
        .add({}, totals.refused_retains)
        .move_to(all);
}

double age_of(const delivery::RouteStatus& route, eventsub::Time now) {
    if (!route.oldest) return 0;
    return std::max(std::chrono::duration<double>{now - *route.oldest}.count(), 0.0);
}

void add_parked(FigureFamily& parked, std::string_view route, const journal::Counts& counts) {
    parked.add({{"route", route}, {"state", "waiting"}}, counts.waiting);
    parked.add({{"route", route}, {"state", "held"}}, counts.held);
    parked.add({{"route", route}, {"state", "dead"}}, counts.dead);
}

} // namespace

void add_route_figures(const delivery::Engine& engine, const journal::Journal& journal, eventsub::Time now,
                       FigureFamilies& all) {
    add_counts(engine, all);
    auto backlog = FigureFamily::gauge("turnout_route_backlog", "Events that are not settled on a route.");
    auto age = FigureFamily::gauge("turnout_route_oldest_unsettled_age_seconds",
                                   "Age of the oldest event that is not settled on a route; 0: there is none.");
    auto parked = FigureFamily::gauge("turnout_route_parked", "Deliveries that did not succeed at once, by state.");
    auto memory = FigureFamily::gauge("turnout_route_in_memory", "Deliveries in a route's window.");
    auto running = FigureFamily::gauge("turnout_route_running", "Deliveries in a plugin, or deferred by it.");
    auto circuit = FigureFamily::gauge("turnout_route_circuit", "1 for the state of a route's circuit.");
    auto enabled = FigureFamily::gauge("turnout_route_enabled", "0 while events pass a route by.");
    auto paused = FigureFamily::gauge("turnout_route_paused", "1 while a route is paused.");
    for (const auto& route : engine.routes()) {
        backlog.add({{"route", route.name}}, route.backlog);
        age.add({{"route", route.name}}, age_of(route, now));
        add_parked(parked, route.name, {route.waiting, route.held, route.dead});
        if (route.retired) continue; // there is nothing else to tell
        memory.add({{"route", route.name}}, std::uint64_t{route.in_memory});
        running.add({{"route", route.name}}, std::uint64_t{route.running});
        for (const auto& [state, name] : circuit_states)
            circuit.add({{"route", route.name}, {"state", name}}, route.circuit == state);
        enabled.add({{"route", route.name}}, route.enabled);
        paused.add({{"route", route.name}}, route.paused);
    }
    add_parked(parked, journal::host_route, journal.counts(std::string{journal::host_route}));
    for (auto* one : {&backlog, &age, &parked, &memory, &running, &circuit, &enabled, &paused}) one->move_to(all);
}

bool is_plugin_figure(std::string_view name) {
    return name == zombies_name || std::any_of(plugin_gauges.begin(), plugin_gauges.end(),
                                               [&](const PluginGauge& gauge) { return gauge.name == name; });
}

void add_plugin_figures(const delivery::Engine& engine, const std::vector<std::string>& configured,
                        FigureFamilies& all) {
    std::map<std::string, delivery::PluginStatus> plugins;
    for (const auto& name : configured) plugins[name];
    for (const auto& plugin : engine.plugins()) plugins[plugin.name] = plugin;
    for (const auto& gauge : plugin_gauges) {
        const auto full_name = plugin_prefix + std::string{gauge.name};
        auto family = FigureFamily::gauge(full_name.c_str(), gauge.help);
        for (const auto& [name, plugin] : plugins) family.add({{"plugin", name}}, gauge.value(plugin));
        family.move_to(all);
    }
}

void add_zombie_figures(const plugins::Zombies& zombies, const std::vector<std::string>& configured,
                        FigureFamilies& all) {
    std::map<std::string, std::uint64_t> counts;
    for (const auto& name : configured) counts[name];
    for (const auto& zombie : zombies.status().all) ++counts[zombie.plugin];
    const auto full_name = plugin_prefix + std::string{zombies_name};
    auto family = FigureFamily::gauge(full_name.c_str(), "Former libraries of a plugin that stay in memory.");
    for (const auto& [name, count] : counts) family.add({{"plugin", name}}, count);
    family.move_to(all);
}

} // namespace turnout::app
