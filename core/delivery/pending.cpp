#include "core/delivery/pending.hpp"

#include "core/delivery/engine_state.hpp"

#include <utility>

namespace turnout::delivery {

std::shared_ptr<const journal::Additions> additions_of(Pending pending, std::string_view instance) {
    auto additions = std::make_shared<journal::Additions>();
    additions->instance = instance;
    for (auto& [key, value] : pending.writes) additions->writes.push_back({key, std::move(value)});
    for (const auto& [key, asked] : pending.once)
        if (asked.answer != TURNOUT_STATE_DONE) additions->done_once.push_back({key, asked.time_to_live});
    additions->events = std::move(pending.events);
    const bool empty = additions->writes.empty() && additions->done_once.empty() && additions->events.empty();
    return empty ? nullptr : std::move(additions);
}

Delivery* held_by(EngineState& state, std::string_view instance, std::uint64_t token) {
    auto* delivery = state.ended || state.failed ? nullptr : state.pool.find(token);
    if (delivery == nullptr || delivery->early) return nullptr;
    const bool held = delivery->stage == Stage::running || delivery->stage == Stage::deferred;
    return held && delivery->handler->name() == instance ? delivery : nullptr;
}

Pending* pending_of(EngineState& state, std::string_view instance, std::uint64_t token) {
    auto* delivery = held_by(state, instance, token);
    if (delivery == nullptr) return nullptr;
    if (!delivery->pending) delivery->pending = std::make_unique<Pending>();
    return delivery->pending.get();
}

} // namespace turnout::delivery
