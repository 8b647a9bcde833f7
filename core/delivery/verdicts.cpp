#include "core/delivery/verdicts.hpp"

#include "core/delivery/backoff.hpp"
#include "core/delivery/circuit_text.hpp"
#include "core/delivery/naps.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace turnout::delivery {

namespace {

using journal::Outcome;
using journal::ParkedState;

void add(EngineState& state, Outcome outcome, Effect::Kind kind, Delivery& delivery) {
    delivery.stage = kind == Effect::Kind::charged ? Stage::committing : Stage::settling;
    state.settler.add(std::move(outcome), {kind, delivery.route, &delivery}, state.clock.monotonic());
}

void park(EngineState& state, Delivery& delivery, journal::Parked row, Effect::Kind kind) {
    add(state, {Outcome::Action::park, row.key, std::move(row)}, kind, delivery);
}

void hold(EngineState& state, Delivery& delivery) {
    auto row = parked_row(delivery, ParkedState::held);
    row.attempts = 0;
    row.next_attempt = eventsub::Time{eventsub::Duration{static_cast<std::int64_t>(delivery.lane)}};
    park(state, delivery, std::move(row), Effect::Kind::held);
}

/// The delivery is over for good: the next one of its lane may go.
void open_lane(EngineState& state, Delivery& delivery) {
    if (delivery.lane == 0) return;
    auto& lanes = delivery.route->lanes;
    if (delivery.row == Row::waiting) lanes.row_gone(delivery.lane);
    if (auto* next = lanes.settle(delivery)) make_ready(state, *next);
}

void hold_all(EngineState& state, Queue behind) {
    while (auto* next = behind.pop()) {
        if (next->row == Row::held)
            leave_memory(state, *next); // its row stands in the journal as it is
        else
            hold(state, *next);
    }
}

/// The delivery is going to wait: those behind it are parked.
void block_lane(EngineState& state, Delivery& delivery) {
    if (delivery.lane == 0) return;
    auto& lanes = delivery.route->lanes;
    const auto behind = lanes.block(delivery);
    if (delivery.row != Row::waiting) lanes.row_written(delivery);
    hold_all(state, behind);
}

void wait_for_retry(EngineState& state, Delivery& delivery, eventsub::Time next, std::string_view verdict) {
    auto row = parked_row(delivery, ParkedState::waiting);
    row.verdict = verdict;
    row.next_attempt = next;
    delivery.verdict = "retry";
    delivery.route->retrying.emplace(delivery.sequence, delivery.replay);
    if (may_nap(state, delivery, next)) {
        begin_nap(state, delivery, next);
        return park(state, delivery, std::move(row), Effect::Kind::naps);
    }
    park(state, delivery, std::move(row), Effect::Kind::waits);
    if (delivery.route->route().overtake)
        open_lane(state, delivery); // from its next attempt on it has no lane
    else
        block_lane(state, delivery);
}

void retry(EngineState& state, Delivery& delivery, const Ruling& ruling) {
    const auto& limits = delivery.route->route().retry;
    const auto pause = ruling.retry_after_ms != 0 ? std::chrono::milliseconds{ruling.retry_after_ms}
                                                  : backoff(limits, delivery.attempt, state.random);
    // Strictly later, so that a row whose attempt has begun can be told from one that waits.
    const auto next = std::max(state.clock.now() + pause, delivery.last_attempt + eventsub::Duration{1});
    const std::string_view verdict = ruling.timeout ? "timeout" : "retry";
    const auto why = delivery.reason.empty() ? std::string{} : ": " + delivery.reason;
    if (delivery.attempt >= limits.attempts)
        bury(state, delivery, verdict, "gave up after " + std::to_string(delivery.attempt) + " attempts" + why);
    else if (next > delivery.first_attempt + limits.max_age)
        bury(state, delivery, verdict, "gave up: retry.max_age would be over before the next attempt" + why);
    else
        wait_for_retry(state, delivery, next, verdict);
}

/// Its reason is set.
void die(EngineState& state, Delivery& delivery, std::string_view verdict) {
    delivery.verdict = verdict == "reject" ? "reject" : "dead";
    delivery.since_accepted = state.clock.now() - delivery.event->stored.event.accepted; // it may be without an attempt
    auto row = parked_row(delivery, ParkedState::dead);
    row.verdict = verdict;
    park(state, delivery, std::move(row), Effect::Kind::settled);
    open_lane(state, delivery);
}

/// It has no row, or a held one, and gets one that waits and whose attempt has begun.
void write_begun(EngineState& state, Delivery& delivery) {
    auto& route = *delivery.route;
    if (delivery.row == Row::held) --route.held_in_memory;
    delivery.row = Row::waiting;
    route.retrying.emplace(delivery.sequence, delivery.replay);
    auto row = parked_row(delivery, ParkedState::waiting);
    row.next_attempt = delivery.last_attempt; // not after it: the attempt has begun
    row.verdict = "timeout";
    row.reason = "was still being handled past its timeout";
    auto key = row.key;
    state.settler.add({Outcome::Action::park, std::move(key), std::move(row)},
                      {Effect::Kind::shelved, &route, &delivery}, state.clock.monotonic());
}

bool failed_before(const Delivery& delivery) {
    const bool has_row = delivery.row == Row::waiting || delivery.row == Row::replay || delivery.row == Row::napping;
    return has_row && !delivery.charged;
}

} // namespace

journal::DeliveryKey key_of(const Delivery& delivery) {
    return {delivery.route->route().name, delivery.sequence, delivery.replay};
}

journal::Parked parked_row(const Delivery& delivery, ParkedState row_state) {
    journal::Parked row;
    row.key = key_of(delivery);
    row.state = row_state;
    row.attempts = delivery.attempt;
    row.first_attempt = delivery.first_attempt;
    row.last_attempt = delivery.last_attempt;
    row.ordering_key = delivery.ordering_key;
    row.reason = delivery.reason;
    if (const auto& handler = delivery.route->entry->handler()) {
        row.plugin_id = handler->id();
        row.plugin_version = handler->version();
    }
    row.event = delivery.event->stored;
    return row;
}

void make_ready(EngineState& state, Delivery& delivery) {
    if (failed_before(delivery) && !state.suspects.active && !delivery.route->rests()) {
        delivery.attempt_before = delivery.last_attempt;
        delivery.last_attempt = std::max(state.clock.now(), delivery.last_attempt);
        if (delivery.first_attempt == eventsub::Time{}) delivery.first_attempt = delivery.last_attempt; // of a replay
        if (delivery.row != Row::waiting && delivery.lane != 0) delivery.route->lanes.row_written(delivery);
        delivery.row = Row::waiting;
        delivery.charged = true;
        auto row = parked_row(delivery, ParkedState::waiting);
        row.event = {};
        add(state, {Outcome::Action::charge, row.key, std::move(row)}, Effect::Kind::charged, delivery);
        state.settler.hurry();
        return;
    }
    state.scheduler.ready(delivery);
    state.wake_worker();
}

void leave_to_journal(EngineState& state, Delivery& delivery) {
    block_lane(state, delivery);
    delivery.route->retrying.erase({delivery.sequence, delivery.replay});
    delivery.route->look_again();
    leave_memory(state, delivery);
}

void enter(EngineState& state, Delivery& delivery) {
    auto entry = Lanes::Entry::go;
    if (delivery.lane != 0) entry = delivery.route->lanes.enter(delivery);
    if (entry == Lanes::Entry::go)
        make_ready(state, delivery);
    else if (entry == Lanes::Entry::hold)
        hold(state, delivery);
}

void returned(EngineState& state, Delivery& delivery, turnout_verdict verdict, bool timeout) {
    state.scheduler.returned(delivery);
    if (delivery.overdue) --delivery.plugin->stuck;
    state.tell_waiting();
    if (state.suspects.alone == &delivery) state.suspects.alone = nullptr;
    if (state.suspects.active) state.bell->ring();
    if (delivery.early) {
        conclude(state, delivery, std::move(*delivery.early));
    } else if (verdict != TURNOUT_DEFERRED) {
        const auto* reason = static_cast<const char*>(delivery.outcome.reason);
        const auto size = strnlen(reason, sizeof delivery.outcome.reason);
        conclude(state, delivery, {verdict, delivery.outcome.retry_after_ms, std::string{reason, size}, timeout});
    } else {
        ++state.totals.deferred;
        ++delivery.route->figures.deferred;
        delivery.stage = Stage::deferred;
        if (!delivery.timed && !delivery.overdue) {
            delivery.deadline = state.clock.monotonic() + delivery.route->route().timeout;
            delivery.route->underway_list.add(delivery);
            state.bell->ring();
        }
        if (delivery.overdue)
            conclude(state, delivery, {TURNOUT_RETRY, 0, "deferred after its deadline had passed", true});
    }
}

void give_back(EngineState& state, Delivery& delivery) {
    auto& route = *delivery.route;
    // A suspect was written as begun; and whoever writes, emits or completes has begun, whatever is said of it.
    if (delivery.pending || delivery.early || state.suspects.active) return returned(state, delivery, TURNOUT_RETRY);
    state.scheduler.returned(delivery);
    state.scheduler.over(delivery);
    route.circuit.taken_back(delivery.circuit);
    state.tell_waiting();
    if (delivery.charged && !may_stay_charged(state, route)) return uncharge(state, delivery);
    if (!delivery.charged && delivery.row == Row::none) delivery.first_attempt = delivery.last_attempt = {};
    state.scheduler.ready(delivery);
    state.wake_worker();
}

bool may_stay_charged(const EngineState& state, const RouteRun& route) {
    return !state.stopping && !route.rests() && route.circuit.state() != CircuitState::open;
}

void conclude(EngineState& state, Delivery& delivery, Ruling ruling) {
    judge(state, delivery, ruling.verdict != TURNOUT_OK && ruling.verdict != TURNOUT_REJECT, ruling.reason);
    state.scheduler.over(delivery);
    delivery.since_accepted = state.clock.now() - delivery.event->stored.event.accepted;
    delivery.reason = std::move(ruling.reason);
    const auto pending = std::exchange(delivery.pending, nullptr);
    if (ruling.verdict == TURNOUT_OK) {
        delivery.verdict = "ok";
        Outcome outcome{Outcome::Action::done, key_of(delivery), std::nullopt};
        if (pending) outcome.additions = additions_of(std::move(*pending), delivery.handler->name());
        const bool adds = outcome.additions != nullptr;
        add(state, std::move(outcome), Effect::Kind::settled, delivery);
        // The next delivery may begin as soon as this one is over, and reads what was written.
        if (adds) state.settler.flush();
        open_lane(state, delivery);
    } else if (ruling.verdict == TURNOUT_REJECT) {
        bury(state, delivery, "reject", delivery.reason);
    } else {
        retry(state, delivery, ruling);
    }
    if (state.scheduler.waiting() != 0 || state.timers_due != 0) state.wake_worker();
    state.tell_waiting();
}

void uncharge(EngineState& state, Delivery& delivery) {
    const bool first = delivery.attempt == 1;
    delivery.last_attempt = delivery.attempt_before;
    if (first) delivery.first_attempt = {};
    auto row = parked_row(delivery, ParkedState::waiting);
    row.event = {};
    row.attempts = delivery.attempt - 1;
    add(state, {Outcome::Action::charge, row.key, std::move(row)}, Effect::Kind::put_back, delivery);
    block_lane(state, delivery);
    if (first && delivery.lane != 0) delivery.route->lanes.row_gone(delivery.lane); // a replay, not begun again
}

void uncharge_ready(EngineState& state, RouteRun& route) {
    auto all = state.scheduler.drain(route);
    while (auto* delivery = all.pop()) {
        if (delivery->charged)
            uncharge(state, *delivery);
        else
            state.scheduler.ready(*delivery);
    }
}

void judge(EngineState& state, Delivery& delivery, bool failed, std::string_view reason) {
    if (std::exchange(delivery.judged, true)) return;
    auto& route = *delivery.route;
    if (failed) route.last_failure = reason;
    const auto change = route.circuit.ended(delivery.circuit, failed, state.clock.monotonic());
    if (change == Circuit::Change::none) return;
    tell_circuit(state, route, change);
    if (change == Circuit::Change::opened) ++route.figures.openings;
    if (change != Circuit::Change::closed) {
        uncharge_ready(state, route);
        state.bell->ring(); // when it is to be half open
        return;
    }
    route.next_due = eventsub::Time{};
    state.scheduler.resume(route);
    state.work.notify_all(); // a window of events may be ready
}

void shelve(EngineState& state, Delivery& delivery) {
    auto& route = *delivery.route;
    // A waiting row says already that the attempt has begun.
    const bool written = delivery.row == Row::waiting;
    if (!written) write_begun(state, delivery);
    if (delivery.lane == 0) return;
    const auto behind = route.lanes.clear_behind(delivery);
    if (!written) route.lanes.row_written(delivery);
    hold_all(state, behind);
}

void bury(EngineState& state, Delivery& delivery, std::string_view verdict, std::string reason) {
    delivery.reason = std::move(reason);
    state.logger->warn("route {}: event {} ({}) is a dead letter after {} attempts: {}: {}",
                       delivery.route->route().name, delivery.event->stored.event.message_id,
                       delivery.event->stored.event.type, delivery.attempt, verdict, delivery.reason);
    die(state, delivery, verdict);
}

void overflow(EngineState& state, Delivery& delivery, std::uint32_t attempts) {
    delivery.attempt = attempts;
    delivery.reason =
        "more events waited than max_backlog allows (" + std::to_string(delivery.route->route().max_backlog) + ")";
    die(state, delivery, "overflow");
}

void pass_by(EngineState& state, RouteRun& route, journal::Sequence sequence) {
    state.settler.add({Outcome::Action::done, {route.route().name, sequence, 0}, std::nullopt},
                      {Effect::Kind::passed, &route, nullptr}, state.clock.monotonic());
}

} // namespace turnout::delivery
