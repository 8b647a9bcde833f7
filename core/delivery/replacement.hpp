// Routes and plugins are exchanged while events flow.
#pragma once
#include "core/delivery/dispatcher.hpp"
#include "core/delivery/engine_state.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace turnout::delivery {

/// As Engine::replace(); one call at a time. Routes that change are held: nothing of them begins, what runs ends,
/// outcomes become durable. Then each is as if the host had stopped for it alone, and its successor begins with what
/// the journal says. Those that were held for an interlude alone go on with what they have in memory, and all others
/// undisturbed.
std::optional<std::string> replace_routes(EngineState& state, Dispatcher& dispatcher, Arrangement wanted,
                                          std::chrono::milliseconds timeout, const Interlude& interlude);

/// As Engine::dismiss(). Needs EngineState::mutex.
void forget(EngineState& state, const std::shared_ptr<plugins::Handler>& handler);

} // namespace turnout::delivery
