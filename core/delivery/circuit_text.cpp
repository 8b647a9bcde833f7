#include "core/delivery/circuit_text.hpp"

#include <algorithm>
#include <chrono>

namespace turnout::delivery {

namespace {

std::string cause_of(const RouteRun& route) {
    const auto cause = route.circuit.cause();
    auto text = std::to_string(cause.failures) + " of the last " + std::to_string(cause.attempts) + " attempts failed";
    if (!route.last_failure.empty()) text += ", the last one with: " + route.last_failure;
    return text;
}

} // namespace

std::string circuit_reason(const EngineState& state, const RouteRun& route) {
    switch (route.circuit.state()) {
    case CircuitState::closed: break;
    case CircuitState::open: {
        const auto left = std::chrono::ceil<std::chrono::seconds>(route.circuit.due() - state.clock.monotonic());
        return "its circuit is open for " + std::to_string(std::max<std::int64_t>(left.count(), 0)) + " s more, as " +
               cause_of(route);
    }
    case CircuitState::half_open:
        return "its circuit is half open: single events show whether the plugin works again, after " + cause_of(route);
    }
    return {};
}

void tell_circuit(EngineState& state, const RouteRun& route, Circuit::Change change) {
    const auto& name = route.route().name;
    const auto rest = route.circuit.limits().open.count();
    switch (change) {
    case Circuit::Change::none: return;
    case Circuit::Change::opened:
        state.logger->warn("route {}: its circuit opens, as {}; its events wait for {} ms", name, cause_of(route),
                           rest);
        return;
    case Circuit::Change::opened_again:
        state.logger->info("route {}: its circuit stays open for another {} ms, as the plugin still fails{}{}", name,
                           rest, route.last_failure.empty() ? "" : ": ", route.last_failure);
        return;
    case Circuit::Change::closed:
        state.logger->info("route {}: its circuit is closed again, its plugin works", name);
        return;
    }
}

} // namespace turnout::delivery
