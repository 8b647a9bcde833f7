#include "core/delivery/intake.hpp"

#include "core/delivery/parked_rows.hpp"
#include "core/delivery/verdicts.hpp"

#include <algorithm>

namespace turnout::delivery {

Intake::Room Intake::room(RouteRun& route) {
    const std::lock_guard lock{state_->mutex};
    if (state_->failed || state_->stopping || !route.reads()) return {};
    const auto window = route.most_in_memory(state_->options.limits);
    Room room;
    // What rows may take leaves the log its share.
    const auto bytes = route.log_bytes.total() + std::min(route.row_bytes.total(), ParkedRows::window_bytes);
    if (route.window < window && bytes < window_bytes && route.unsettled < 4 * window)
        room.events = std::min({chunk, window - route.window, 4 * window - route.unsettled});
    room.limit = state_->suspects.active ? std::min(route.mark, route.suspect_mark) : route.mark;
    return room;
}

bool Intake::take(RouteRun& route) {
    const auto room = this->room(route);
    if (room.events == 0) return false;
    const auto events = pages_.after(route.position);
    candidates_.clear();
    for (const auto& event : events) {
        if (event->stored.sequence > room.limit || candidates_.size() == room.events) break;
        candidates_.push_back(consider(route, event));
    }
    const std::lock_guard lock{state_->mutex};
    enter_all(route);
    if (state_->suspects.active)
        route.suspects_read = candidates_.empty() || route.position >= route.suspect_mark;
    else
        want_mark(route, events);
    return !candidates_.empty();
}

bool Intake::was_settled(RouteRun& route, journal::Sequence sequence) {
    auto& before = route.settled_before;
    while (route.settled_next < before.size() && before[route.settled_next] < sequence) ++route.settled_next;
    if (route.settled_next < before.size()) return before[route.settled_next] == sequence;
    before = {}; // all are passed
    route.settled_next = 0;
    return false;
}

bool Intake::wants(const RouteRun& route, Prepared& event) {
    const auto& entry = *route.entry;
    if (!entry.route().enabled || !entry.wants_type(event.stored.event)) return false;
    preparer_.parse(event);
    return entry.wants_condition(event) && entry.wants_content(event);
}

Intake::Candidate Intake::consider(RouteRun& route, const std::shared_ptr<Prepared>& event) {
    Candidate candidate{event, false, was_settled(route, event->stored.sequence), {}};
    candidate.wanted = !candidate.settled && wants(route, *event);
    if (candidate.wanted) candidate.key = route.entry->ordering().key(*event);
    return candidate;
}

/// Into memory.
Delivery& Intake::deliver(RouteRun& route, Candidate& candidate) {
    auto& delivery = state_->pool.take();
    delivery.route = &route;
    delivery.sequence = candidate.event->stored.sequence;
    delivery.event = std::move(candidate.event);
    delivery.ordering_key = candidate.key;
    route.enters_memory(delivery);
    return delivery;
}

void Intake::enter_all(RouteRun& route) {
    for (auto& candidate : candidates_) {
        const auto sequence = candidate.event->stored.sequence;
        route.position = sequence;
        if (candidate.settled) continue;
        if (!candidate.wanted) {
            pass_by(*state_, route, sequence);
            continue;
        }
        auto& delivery = deliver(route, candidate);
        delivery.lane = lane_number(delivery.ordering_key);
        delivery.suspect = state_->suspects.active;
        enter(*state_, delivery);
    }
}

bool Intake::count_ahead(RouteRun& route, std::size_t most) {
    auto& ahead = route.ahead;
    route.counted_to = std::max(route.counted_to, route.position);
    while (!ahead.empty() && ahead.front() <= route.position) ahead.pop_front();
    if (ahead.size() >= most) return true;
    const auto events = pages_.after(route.counted_to);
    const auto& settled = route.settled_before;
    for (const auto& event : events) {
        const auto sequence = route.counted_to = event->stored.sequence;
        if (!std::binary_search(settled.begin(), settled.end(), sequence) && wants(route, *event))
            ahead.push_back(sequence);
    }
    return !events.empty();
}

std::size_t Intake::let_go(RouteRun& route, std::size_t count) {
    const auto events = pages_.after(route.position);
    candidates_.clear();
    std::size_t found = 0;
    for (const auto& event : events) {
        if (found == std::min(count, chunk)) break;
        candidates_.push_back(consider(route, event));
        if (candidates_.back().wanted) ++found;
    }
    const std::lock_guard lock{state_->mutex};
    for (auto& candidate : candidates_) {
        const auto sequence = candidate.event->stored.sequence;
        route.position = sequence;
        if (candidate.wanted)
            overflow(*state_, deliver(route, candidate), 0); // without a lane: it stands in nobody's way
        else if (!candidate.settled)
            pass_by(*state_, route, sequence);
    }
    return found;
}

void Intake::want_mark(RouteRun& route, std::span<const std::shared_ptr<Prepared>> events) {
    const auto ahead = [&](journal::Sequence step) { // sequences have gaps: what was read says more than arithmetic
        const auto known = events.empty() ? 0 : events[std::min<std::size_t>(events.size(), step) - 1]->stored.sequence;
        return std::max(known, route.position + step);
    };
    if (route.mark_wanted >= ahead(mark_step / 2)) return;
    route.mark_wanted = ahead(mark_step);
    state_->settler.advance_mark(route, route.mark_wanted);
}

void Intake::forget_pages() {
    auto least = std::numeric_limits<journal::Sequence>::max();
    for (const auto& route : state_->routes)
        if (route->reads()) least = std::min(least, route->position);
    pages_.forget(least);
}

} // namespace turnout::delivery
