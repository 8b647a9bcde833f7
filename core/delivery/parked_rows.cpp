#include "core/delivery/parked_rows.hpp"

#include "core/delivery/suspects.hpp"
#include "core/delivery/verdicts.hpp"
#include "core/journal/body_sum.hpp"

#include <algorithm>

namespace turnout::delivery {

namespace {

using journal::Parked;
using journal::ParkedState;

/// A position in the held rows: before the first one of that lane.
Parked before_lane(std::uint64_t lane) {
    Parked key;
    key.next_attempt = eventsub::Time{eventsub::Duration{static_cast<std::int64_t>(lane)}};
    return key;
}

/// What is needed to go on behind that row.
Parked place_of(const Parked& row) {
    Parked place;
    place.key.sequence = row.key.sequence;
    place.key.replay = row.key.replay;
    place.next_attempt = row.next_attempt;
    return place;
}

std::shared_ptr<Prepared> unreadable(const Parked& row) {
    auto event = std::make_shared<Prepared>();
    event->stored = row.event;
    return event;
}

/// Nothing can be handed out of it; the row stays, as a dead letter, for whoever can make something of its bytes.
void bury_unreadable(EngineState& state, DamageReport& report, Delivery& delivery, const Parked& row) {
    report.tell(row);
    auto dead = row;
    dead.state = ParkedState::dead;
    dead.verdict = "damaged";
    dead.reason = "the copy of the event in the journal cannot be read: " + row.damage;
    dead.damage.clear();
    delivery.attempt = row.attempts;
    delivery.verdict = "dead";
    delivery.reason = dead.reason;
    delivery.stage = Stage::settling;
    state.settler.add({journal::Outcome::Action::park, row.key, std::move(dead)},
                      {Effect::Kind::settled, delivery.route, &delivery}, state.clock.monotonic());
    if (delivery.lane == 0) return;
    delivery.route->lanes.row_gone(delivery.lane);
    static_cast<void>(delivery.route->lanes.settle(delivery)); // it has only just entered: none is behind it
}

} // namespace

bool ParkedRows::is_fresh_replay(const Parked& row) {
    return row.key.replay != 0 && row.attempts == 0;
}

bool ParkedRows::has_lane(const RouteRun& route, const Parked& row) {
    return !route.route().overtake || row.state == ParkedState::held || is_fresh_replay(row);
}

std::shared_ptr<Prepared> ParkedRows::prepare(const Parked& row) {
    auto event = std::make_shared<Prepared>();
    event->stored = row.event;
    preparer_->parse(*event);
    return event;
}

Delivery& ParkedRows::take(RouteRun& route, const Parked& row, std::shared_ptr<Prepared> event) {
    auto& delivery = state_->pool.take();
    delivery.route = &route;
    delivery.event = std::move(event);
    delivery.sequence = row.key.sequence;
    delivery.replay = row.key.replay;
    delivery.attempt = row.attempts + 1;
    delivery.first_attempt = row.first_attempt;
    delivery.last_attempt = row.last_attempt;
    delivery.lane = has_lane(route, row) ? lane_number(row.ordering_key) : 0;
    delivery.ordering_key = row.ordering_key;
    delivery.row = row.state == ParkedState::held ? Row::held : Row::waiting;
    delivery.from_row = true;
    delivery.crashes = crashes_of(row);
    route.enters_memory(delivery);
    return delivery;
}

void ParkedRows::survey(RouteRun& route, bool unclean) {
    survey_waiting(route, unclean);
    survey_held(route);
}

void ParkedRows::survey_waiting(RouteRun& route, bool unclean) {
    const auto& name = route.route().name;
    // What overtakes has no lane.
    if (!route.route().overtake)
        state_->journal.blocked_keys(name, [&](std::string_view key, std::uint64_t rows) {
            if (const auto lane = lane_number(key); lane != 0) route.lanes.found_waiting(lane, rows);
        });
    route.next_due = eventsub::Time{};
    // Suspects were begun, all of them.
    for (std::uint64_t after = 0; unclean;) {
        const auto rows = state_->journal.begun(name, after, page);
        if (rows.empty()) break;
        for (const auto& row : rows) load_waiting(route, row.parked, Then::run_suspect);
        after = rows.back().number;
    }
    damage_.finish();
}

void ParkedRows::survey_held(RouteRun& route) {
    state_->journal.held_lanes(route.route().name, [&](eventsub::Time next_attempt) {
        const auto lane = static_cast<std::uint64_t>(next_attempt.time_since_epoch().count());
        route.lanes.found_held(lane);
        if (route.lanes.begin_release(lane)) route.releasing.push_back(lane);
    });
}

/// For a row that its lane does not count: one that the survey finds, or a held one.
void ParkedRows::bury_damaged(RouteRun& route, const Parked& row) {
    auto event = unreadable(row);
    const std::lock_guard lock{state_->mutex};
    if (!route.retrying.emplace(row.key.sequence, row.key.replay).second) return; // its outcome is not durable yet
    auto& delivery = take(route, row, std::move(event));
    delivery.lane = 0;
    bury_unreadable(*state_, damage_, delivery, row);
}

bool ParkedRows::load_replay(RouteRun& route, const Parked& row) {
    if (!row.damage.empty()) {
        bury_damaged(route, row);
        return true;
    }
    {
        const std::lock_guard lock{state_->mutex};
        if (route.retrying.contains({row.key.sequence, row.key.replay})) return false;
    }
    auto event = prepare(row);
    // The row has none, or that of the route which it was a dead letter of.
    auto key = route.entry->ordering().key(*event);
    const std::lock_guard lock{state_->mutex};
    route.retrying.emplace(row.key.sequence, row.key.replay);
    auto& delivery = take(route, row, std::move(event));
    delivery.row = Row::replay;
    delivery.lane = lane_number(key);
    delivery.ordering_key = std::move(key);
    enter(*state_, delivery);
    return true;
}

bool ParkedRows::load_waiting(RouteRun& route, const Parked& row, Then then) {
    if (is_fresh_replay(row)) return load_replay(route, row);
    const bool damaged = !row.damage.empty();
    auto event = damaged ? unreadable(row) : prepare(row);
    const std::lock_guard lock{state_->mutex};
    if (!route.retrying.emplace(row.key.sequence, row.key.replay).second) return false;
    auto& delivery = take(route, row, std::move(event));
    delivery.suspect = then == Then::run_suspect;
    if (delivery.lane == 0 || route.lanes.enter_waiting(delivery)) {
        if (damaged)
            bury_unreadable(*state_, damage_, delivery, row);
        else if (then == Then::overflow)
            overflow(*state_, delivery, row.attempts);
        else
            make_ready(*state_, delivery);
        return true;
    }
    // Another one of its lane is under way; looked at again when that is over.
    route.passed_over = true;
    route.retrying.erase({row.key.sequence, row.key.replay});
    route.leaves_memory(delivery);
    state_->pool.give(delivery);
    return false;
}

std::size_t ParkedRows::most_rows(const EngineState& state) {
    const auto window = std::max<std::size_t>(state.options.limits.window, 1);
    return window - window / 4;
}

std::size_t ParkedRows::row_room(const EngineState& state, const RouteRun& route) {
    if (route.row_bytes.total() >= window_bytes) return 0;
    const auto window = std::max<std::size_t>(state.options.limits.window, 1);
    const auto most = most_rows(state);
    return std::min(window - std::min(route.window, window), most - std::min(route.row_bytes.events(), most));
}

bool ParkedRows::full(RouteRun& route) {
    const std::lock_guard lock{state_->mutex};
    return route.row_bytes.total() >= window_bytes;
}

std::size_t ParkedRows::due_room(const EngineState& state, const RouteRun& route) {
    const auto room = std::min(row_room(state, route), chunk);
    switch (route.circuit.state()) {
    case CircuitState::closed: return room;
    case CircuitState::open: return 0; // their attempts would be charged and not begin
    case CircuitState::half_open:
        if (!route.ready.empty() || route.retrying.size() > route.underway) return 0; // there are some to probe with
        return std::min<std::size_t>(room, Circuit::probes);
    }
    return room;
}

ParkedRows::GivenUp ParkedRows::give_up(RouteRun& route, std::size_t count) {
    constexpr int pages = 4; // those that cannot go now are looked at again
    GivenUp given;
    std::optional<Parked> last;
    for (int read = 0; read < pages && given.rows < count; ++read) {
        const auto rows = state_->journal.parked(route.route().name, ParkedState::waiting, eventsub::Time::max(), page,
                                                 page_bytes, last);
        if (rows.empty()) break;
        for (const auto& row : rows) {
            given.more = full(route);
            if (given.more || given.rows == count) return given;
            if (!is_fresh_replay(row) && load_waiting(route, row, Then::overflow)) ++given.rows;
        }
        last = place_of(rows.back());
    }
    return given;
}

void ParkedRows::load_due(RouteRun& route) {
    const auto now = state_->clock.now();
    std::size_t room = 0;
    std::optional<Parked> last;
    std::vector<journal::RowKey> in_memory;
    {
        const std::lock_guard lock{state_->mutex};
        room = due_room(*state_, route);
        if (route.next_due > now || room == 0) return;
        route.rows_changed = false;
        in_memory.assign(route.retrying.begin(), route.retrying.end());
        last = route.due_position;
        if (!last) route.passed_over = false;
    }
    const bool from_start = !last;
    auto next = eventsub::Time::max();
    while (room != 0) {
        const auto rows = state_->journal.parked(route.route().name, ParkedState::waiting, now, std::min(page, room),
                                                 page_bytes, last, in_memory);
        if (rows.empty()) break;
        for (const auto& row : rows) {
            if (full(route)) room = 0;
            if (room == 0) break;
            if (load_waiting(route, row, Then::run)) --room;
            last = place_of(row);
        }
    }
    damage_.finish();
    if (room == 0) {
        next = now;
    } else if (!from_start) {
        next = eventsub::Time{}; // one that was written meanwhile may stand before the position
    } else {
        const auto rows = state_->journal.parked(route.route().name, ParkedState::waiting, eventsub::Time::max(), 1,
                                                 page_bytes, last, in_memory);
        if (!rows.empty()) next = rows.front().next_attempt;
    }
    const std::lock_guard lock{state_->mutex};
    if (route.rows_changed) return route.look_again();
    route.next_due = next;
    route.due_position = room == 0 ? last : std::nullopt;
}

void ParkedRows::load_released(RouteRun& route) {
    std::unique_lock lock{state_->mutex};
    for (auto turns = route.releasing.size(); turns != 0; --turns) {
        const auto lane = route.releasing.front(); // stays there if the journal cannot be read
        lock.unlock();
        const bool loaded = load_lane(route, lane);
        lock.lock();
        route.releasing.pop_front();
        if (!loaded) route.releasing.push_back(lane);
    }
    damage_.finish();
}

bool ParkedRows::load_lane(RouteRun& route, std::uint64_t lane) {
    std::size_t most = page;
    {
        const std::lock_guard lock{state_->mutex};
        most = std::min(most, row_room(*state_, route));
        if (most == 0) return false;
        if (state_->suspects.active && route.released.contains(lane)) return false;
    }
    const auto rows = state_->journal.parked(route.route().name, ParkedState::held, before_lane(lane).next_attempt,
                                             most, page_bytes, before_lane(lane));
    std::vector<std::shared_ptr<Prepared>> events;
    events.reserve(rows.size());
    journal::BodySum sum;
    for (const auto& row : rows) {
        sum.add(row.event.event);
        events.push_back(row.damage.empty() ? prepare(row) : nullptr);
        if (!row.damage.empty()) bury_damaged(route, row);
    }
    const std::lock_guard lock{state_->mutex};
    if (state_->suspects.active) route.released.insert(lane);
    std::vector<Delivery*> first;
    bool more = rows.size() == most || sum.total() >= page_bytes;
    for (std::size_t index = 0; index < rows.size(); ++index) {
        if (!events[index]) continue;
        // A replay that was written as held and of which that was not told yet: it and what is behind it comes later.
        const bool untold = route.retrying.contains({rows[index].key.sequence, rows[index].key.replay});
        more = more || untold;
        if (untold) break;
        auto& delivery = take(route, rows[index], std::move(events[index]));
        ++route.held_in_memory;
        delivery.suspect = state_->suspects.active;
        if (route.lanes.enter_held(delivery)) first.push_back(&delivery);
    }
    route.lanes.release_read(lane, more);
    // With a page of damaged rows alone there is nothing in memory whose end would have the next page read.
    if (first.empty() && route.lanes.begin_release(lane)) route.releasing.push_back(lane);
    for (auto* delivery : first) make_ready(*state_, *delivery);
    return true;
}

} // namespace turnout::delivery
