#include "core/delivery/naps.hpp"

#include "core/delivery/parked_rows.hpp"
#include "core/delivery/verdicts.hpp"

#include <iterator>
#include <utility>

namespace turnout::delivery {

namespace {

std::size_t most_napping(const EngineState& state, const RouteRun& route) {
    return route.most_in_memory(state.options.limits) / nap_share;
}

/// They count like rows that were read back, so the log keeps its share of the memory, and leave room for those.
bool has_room(const EngineState& state, const Delivery& delivery) {
    const auto& route = *delivery.route;
    const auto would_nap = delivery.lane == 0 ? route.lanes.napping() + 1 : route.lanes.napping_with(delivery.lane);
    return route.naps + would_nap <= most_napping(state, route) &&
           route.row_bytes.total() <= ParkedRows::window_bytes / nap_share &&
           (delivery.from_row || route.row_bytes.events() < ParkedRows::most_rows(state));
}

void end_nap(const Delivery& delivery) {
    if (delivery.lane == 0)
        --delivery.route->naps;
    else
        delivery.route->lanes.end_nap(delivery.lane);
}

} // namespace

bool may_nap(const EngineState& state, const Delivery& delivery, eventsub::Time until) {
    const auto& route = *delivery.route;
    const bool soon = until - state.clock.now() <= longest_nap;
    const bool overtaken = delivery.lane != 0 && route.route().overtake;
    return soon && !overtaken && !state.suspects.active && may_stay_charged(state, route) && has_room(state, delivery);
}

void begin_nap(const EngineState& state, Delivery& delivery, eventsub::Time until) {
    auto& route = *delivery.route;
    delivery.nap_until = until;
    if (delivery.row == Row::held) --route.held_in_memory;
    if (delivery.lane == 0) {
        ++route.naps;
    } else {
        if (delivery.row == Row::waiting) route.lanes.row_gone(delivery.lane);
        route.lanes.begin_nap(delivery, most_napping(state, route));
    }
    delivery.row = Row::napping;
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
    while (!state.naps.empty()) {
        const auto first = state.naps.begin();
        const auto last = std::prev(state.naps.end());
        const bool too_long = last->first > now + longest_nap; // the clock was set back
        if (first->first > now && !too_long) return;
        auto& delivery = *state.naps.extract(too_long ? last : first).mapped();
        const auto& route = *delivery.route;
        if (route.closing) { // it may be gone in a moment, and must not have anything to settle then
            state.naps.emplace(now + longest_nap, &delivery);
            continue;
        }
        end_nap(delivery);
        if (route.serves() && may_stay_charged(state, route) && !too_long)
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
