// What a handler has written and emitted with the token of its delivery, until the delivery is over.
#pragma once
#include "core/journal/plugin_state.hpp"

#include <turnout/ext/state.h>

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace turnout::delivery {

struct Delivery;
struct EngineState;

/// Guarded by EngineState::mutex.
struct Pending {
    struct Asked {
        turnout_state_result answer = TURNOUT_STATE_FRESH;
        eventsub::Duration time_to_live{};
    };

    std::map<std::string, std::optional<std::string>> writes; ///< by key; nothing: erased
    std::size_t written = 0;                                  ///< bytes of them
    std::map<std::string, Asked> once;                        ///< keys of once() and what was answered
    std::vector<journal::DerivedEvent> events;
    std::size_t emitted = 0; ///< bytes of their bodies
};

/// What is to be committed with the delivery's OK; null if nothing is.
std::shared_ptr<const journal::Additions> additions_of(Pending pending, std::string_view instance);

/// The delivery that this instance is handling, or has deferred, under this token; else null. Needs EngineState::mutex.
Delivery* held_by(EngineState& state, std::string_view instance, std::uint64_t token);
/// The same with something to fill.
Pending* pending_of(EngineState& state, std::string_view instance, std::uint64_t token);

} // namespace turnout::delivery
