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

/// Its row says already that its attempt has begun.
void begin_charged(EngineState& state, Delivery& delivery) {
    if (delivery.lane != 0) delivery.route->lanes.row_written(delivery);
    delivery.row = Row::waiting;
    state.scheduler.ready(delivery);
    state.wake_worker();
}

} // namespace

bool may_nap(const EngineState& state, const Delivery& delivery, eventsub::Time until) {
    const auto& route = *delivery.route;
    const bool soon = until - state.clock.now() <= longest_nap;
    const bool overtaken = delivery.lane != 0 && route.route().overtake;
    return soon && !overtaken && !state.suspects.active && may_stay_charged(state, route) && has_room(state, delivery);
}

void begin_nap(const EngineState& state, Delivery& delivery, eventsub::Time until, journal::Parked& row) {
    auto& route = *delivery.route;
    delivery.nap_until = until;
    delivery.charged_ahead = until - state.clock.now() <= brief_nap;
    if (delivery.charged_ahead) {
        ++row.attempts;
        row.last_attempt = until;
    }
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
    if (delivery.charged_ahead) {
        next.charged = true;
        next.attempt_before = delivery.last_attempt;
        next.last_attempt = delivery.nap_until;
    }
    if (next.lane != 0) next.route->lanes.replace_first(delivery, next);
    next.route->leaves_memory(delivery);
    next.route->enters_memory(next);
    if (next.charged && !may_stay_charged(state, *next.route)) {
        end_nap(next);
        uncharge(state, next);
    } else {
        state.naps.emplace(delivery.nap_until, &next);
    }
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
        const bool goes_on = route.serves() && may_stay_charged(state, route) && !too_long;
        if (!delivery.charged)
            goes_on ? make_ready(state, delivery) : leave_to_journal(state, delivery);
        else
            goes_on ? begin_charged(state, delivery) : uncharge(state, delivery);
    }
}

void uncharge_naps(EngineState& state, RouteRun& route) {
    for (auto nap = state.naps.begin(); nap != state.naps.end();) {
        auto& delivery = *nap->second;
        if (delivery.route != &route || !delivery.charged) {
            ++nap;
            continue;
        }
        nap = state.naps.erase(nap);
        end_nap(delivery);
        uncharge(state, delivery);
    }
}

eventsub::Time next_wake(const EngineState& state) {
    return state.naps.empty() ? eventsub::Time::max() : state.naps.begin()->first;
}

void forget_naps(EngineState& state, const RouteRun& route) {
    std::erase_if(state.naps, [&](const auto& nap) { return nap.second->route == &route; });
}

} // namespace turnout::delivery
