#include "core/delivery/suspects.hpp"

#include "core/delivery/verdicts.hpp"

#include <algorithm>
#include <charconv>

namespace turnout::delivery {

namespace {

constexpr std::string_view suspect_prefix = "suspect/";
/// So often in a row a route may find the journal unreadable before the others no longer wait for its suspects.
constexpr unsigned reads_to_give_up = 3;

/// Writes that this suspect, and no other, is about to run.
void prepare(EngineState& state, Delivery& delivery) {
    const auto now = std::max(state.clock.now(), delivery.last_attempt);
    delivery.last_attempt = now;
    if (delivery.first_attempt == eventsub::Time{}) delivery.first_attempt = now;
    delivery.charged = true;
    ++delivery.crashes;
    auto row = parked_row(delivery, journal::ParkedState::waiting);
    row.next_attempt = now; // not after last_attempt: the attempt has begun
    row.verdict = suspect_prefix;
    row.verdict += std::to_string(delivery.crashes);
    row.reason = "run alone after an unclean stop";
    delivery.stage = Stage::committing;
    state.suspects.alone = &delivery;
    state.settler.add({journal::Outcome::Action::park, row.key, std::move(row)},
                      {Effect::Kind::charged, delivery.route, &delivery}, state.clock.monotonic());
    state.settler.hurry();
}

/// The report of a crash has named it, so the attempt that was interrupted counts, which no row says yet; one that ran
/// alone then was counted in its row.
void count_crash(const EngineState& state, Delivery& delivery) {
    const auto& crash = state.options.crash;
    if (!crash || crash->delivery != key_of(delivery) || delivery.crashes != 0) return;
    delivery.crashes = 1;
    if (delivery.row == Row::waiting) return; // its attempt was written before it began
    ++delivery.attempt;
    delivery.first_attempt = delivery.last_attempt = crash->time;
}

/// Whether this route can bring no further suspect.
bool exhausted(const EngineState& state, const RouteRun& route) {
    if (!route.serves() || route.failed_reads >= reads_to_give_up) return true;
    const bool released = std::all_of(route.releasing.begin(), route.releasing.end(),
                                      [&](std::uint64_t lane) { return route.released.contains(lane); });
    return (route.suspects_read && released) || route.window >= state.options.limits.window;
}

void end_phase(EngineState& state) {
    state.suspects.active = false;
    for (const auto& route : state.routes) route->released.clear();
    // What could not run so far is now to be written as attempted like any other.
    for (const auto& route : state.routes) {
        auto left = state.scheduler.drain(*route);
        while (auto* delivery = left.pop()) make_ready(state, *delivery);
    }
    state.logger->info("what may have been interrupted by the unclean stop was looked at");
    state.bell->ring();
}

} // namespace

std::uint32_t crashes_of(const journal::Parked& row) {
    const std::string_view verdict = row.verdict;
    if (!verdict.starts_with(suspect_prefix)) return 0;
    std::uint32_t crashes = 0;
    std::from_chars(verdict.data() + suspect_prefix.size(), verdict.data() + verdict.size(), crashes);
    return crashes;
}

void step_suspects(EngineState& state) {
    while (state.suspects.active && state.suspects.alone == nullptr && !state.stopping && !state.failed) {
        auto* delivery = state.scheduler.take();
        if (delivery == nullptr) {
            const bool over =
                state.settler.quiet() && std::all_of(state.routes.begin(), state.routes.end(),
                                                     [&](const auto& route) { return exhausted(state, *route); });
            if (over)
                end_phase(state);
            else
                state.settler.hurry();
            return;
        }
        count_crash(state, *delivery);
        if (delivery->crashes < delivery->route->route().retry.crash_attempts) return prepare(state, *delivery);
        --delivery->attempt;
        bury(state, *delivery, "crashed the host",
             "the host ended " + std::to_string(delivery->crashes) + " times while it was handled");
    }
}

} // namespace turnout::delivery
