#include "core/delivery/naps.hpp"

#include "core/delivery/parked_rows.hpp"
#include "core/delivery/verdicts.hpp"

#include <utility>

namespace turnout::delivery {

namespace {

/// They count like rows that were read back, so the log keeps its share of the memory, and leave room for those.
bool has_room(const EngineState& state, const Delivery& delivery) {
    const auto& route = *delivery.route;
    return route.naps < state.options.limits.window / share &&
           route.row_bytes.total() <= ParkedRows::window_bytes / share &&
           (delivery.from_row || route.row_bytes.events() < ParkedRows::most_rows(state));
}

} // namespace

bool may_nap(const EngineState& state, const Delivery& delivery, eventsub::Time until) {
    const auto& route = *delivery.route;
    const bool soon = until - state.clock.now() <= longest_nap;
    const bool has_lane = delivery.lane != 0;
    return soon && !state.suspects.active && may_stay_charged(state, route) && has_room(state, delivery) &&
           !(has_lane && route.route().overtake) &&
           (!has_lane || route.lanes.in_memory(delivery.lane) <= longest_queue);
}

void begin_nap(Delivery& delivery, eventsub::Time until) {
    auto& route = *delivery.route;
    delivery.nap_until = until;
    ++route.naps;
    if (delivery.from_row) return;
    route.leaves_memory(delivery);
    delivery.from_row = true;
    route.enters_memory(delivery);
}

void fall_asleep(EngineState& state, Delivery& delivery) {
    auto& next = state.pool.take();
    next.route = delivery.route;
    next.event = delivery.event;
    next.sequence = delivery.sequence;
    next.replay = delivery.replay;
    next.attempt = delivery.attempt + 1;
    next.first_attempt = delivery.first_attempt;
    next.last_attempt = delivery.last_attempt;
    next.lane = delivery.lane;
    next.ordering_key = delivery.ordering_key;
    next.from_row = true;
    next.crashes = delivery.crashes;
    next.row = Row::napping;
    next.stage = Stage::napping;
    if (next.lane != 0) next.route->lanes.replace_first(delivery, next);
    next.route->leaves_memory(delivery);
    next.route->enters_memory(next);
    state.naps.emplace(delivery.nap_until, &next);
    state.pool.give(delivery);
}

void wake_naps(EngineState& state) {
    if (state.stopping || state.failed) return;
    const auto now = state.clock.now();
    while (!state.naps.empty() && state.naps.begin()->first <= now) {
        auto& delivery = *state.naps.extract(state.naps.begin()).mapped();
        if (delivery.route->closing) { // it may be gone in a moment, and must not have anything to settle then
            state.naps.emplace(now + longest_nap, &delivery);
            continue;
        }
        --delivery.route->naps;
        if (delivery.route->serves() && may_stay_charged(state, *delivery.route))
            make_ready(state, delivery);
        else
            leave_to_journal(state, delivery);
    }
}

eventsub::Time next_wake(const EngineState& state) {
    return state.naps.empty() ? eventsub::Time::max() : state.naps.begin()->first;
}

void forget_naps(EngineState& state, const RouteRun& route) {
    std::erase_if(state.naps, [&](const auto& nap) { return nap.second->route == &route; });
}

} // namespace turnout::delivery
