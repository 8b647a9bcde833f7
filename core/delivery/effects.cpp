// What happens once an outcome is durable.
#include "core/delivery/naps.hpp"
#include "core/delivery/verdicts.hpp"

#include <algorithm>
#include <string_view>

namespace turnout::delivery {

namespace {

void forget_retry(Delivery& delivery) {
    delivery.route->retrying.erase({delivery.sequence, delivery.replay});
}

void settled(EngineState& state, Delivery& delivery) {
    const std::string_view verdict = delivery.verdict;
    auto& route = *delivery.route;
    auto& figures = route.figures;
    ++(verdict == "ok" ? figures.ok : verdict == "reject" ? figures.reject : figures.dead);
    if (verdict == "ok")
        ++state.totals.done;
    else
        ++state.totals.dead;
    if (verdict == "reject") ++state.totals.rejected;
    // Another row of the lane may have become due meanwhile.
    if (delivery.lane != 0 && route.lanes.has_waiting(delivery.lane)) route.look_again();
    forget_retry(delivery);
    leave_memory(state, delivery);
}

void waits(EngineState& state, Delivery& delivery) {
    ++state.totals.retried;
    ++delivery.route->figures.retry;
    auto& route = *delivery.route;
    route.next_due = eventsub::Time{}; // looked up when the rows are read
    if (route.passed_over) route.look_again();
    forget_retry(delivery);
    leave_memory(state, delivery);
}

void naps(EngineState& state, Delivery& delivery) {
    ++state.totals.retried;
    ++delivery.route->figures.retry;
    fall_asleep(state, delivery);
}

void held(EngineState& state, Delivery& delivery) {
    // Of others it may be that their row was read back, and began to wait, before this was told.
    if (delivery.row == Row::replay) forget_retry(delivery);
    leave_memory(state, delivery, true);
}

void put_back(EngineState& state, Delivery& delivery) {
    forget_retry(delivery);
    delivery.route->look_again();
    leave_memory(state, delivery);
}

void charged(EngineState& state, Delivery& delivery) {
    if (state.suspects.alone == &delivery) {
        if (delivery.lane != 0 && delivery.row != Row::waiting) delivery.route->lanes.row_written(delivery);
        delivery.route->retrying.emplace(delivery.sequence, delivery.replay);
        if (delivery.row == Row::held) --delivery.route->held_in_memory;
        delivery.row = Row::waiting;
        state.suspects.cleared = true;
        delivery.stage = Stage::ready;
    } else if (!may_stay_charged(state, *delivery.route)) {
        return uncharge(state, delivery);
    } else {
        state.scheduler.ready(delivery);
    }
    state.wake_worker();
}

} // namespace

void leave_memory(EngineState& state, Delivery& delivery, bool held) {
    auto& route = *delivery.route;
    route.leaves_memory(delivery);
    if (delivery.row == Row::held) --route.held_in_memory;
    if (const auto lane = delivery.lane; lane != 0) {
        route.lanes.leave(delivery, held);
        if (route.lanes.begin_release(lane)) route.releasing.push_back(lane);
    }
    state.pool.give(delivery);
}

void apply(EngineState& state, const Effect& effect) {
    --effect.route->unsettled;
    switch (effect.kind) {
    case Effect::Kind::passed:
    case Effect::Kind::shelved: return;
    case Effect::Kind::settled: return settled(state, *effect.delivery);
    case Effect::Kind::waits: return waits(state, *effect.delivery);
    case Effect::Kind::naps: return naps(state, *effect.delivery);
    case Effect::Kind::put_back: return put_back(state, *effect.delivery);
    case Effect::Kind::charged: return charged(state, *effect.delivery);
    case Effect::Kind::held: return held(state, *effect.delivery);
    }
}

} // namespace turnout::delivery
