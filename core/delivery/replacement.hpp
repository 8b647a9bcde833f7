// Routes and plugins are exchanged while events flow.
#pragma once
#include "core/delivery/dispatcher.hpp"
#include "core/delivery/engine_state.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace turnout::delivery {

/// As Engine::replace(); one call at a time. Routes that change are held: nothing of them begins, what runs ends,
/// outcomes become durable. Then each is as if the host had stopped for it alone, and its successor begins with what
/// the journal says. All others go on undisturbed.
std::optional<std::string> replace_routes(EngineState& state, Dispatcher& dispatcher, std::vector<RouteBinding> routes,
                                          const Engine::Handlers& handlers, std::chrono::milliseconds timeout);

/// As Engine::dismiss(). Needs EngineState::mutex.
void forget(EngineState& state, const std::shared_ptr<plugins::Handler>& handler);

} // namespace turnout::delivery
