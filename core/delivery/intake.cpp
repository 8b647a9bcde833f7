#include "core/delivery/intake.hpp"

#include "core/delivery/verdicts.hpp"

#include <algorithm>

namespace turnout::delivery {

Intake::Room Intake::room(RouteRun& route) {
    const std::lock_guard lock{state_->mutex};
    if (state_->failed || state_->stopping || route.plugin == nullptr) return {};
    const auto window = std::max<std::size_t>(state_->options.limits.window, 1);
    Room room;
    if (route.window < window && route.bytes < window_bytes && route.unsettled < 4 * window)
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

Intake::Candidate Intake::consider(RouteRun& route, const std::shared_ptr<Prepared>& event) {
    Candidate candidate{event, false, was_settled(route, event->stored.sequence), {}};
    const auto& entry = *route.entry;
    if (candidate.settled || !entry.wants_type(event->stored.event)) return candidate;
    preparer_.parse(*event);
    candidate.wanted = entry.wants_condition(*event) && entry.wants_content(*event);
    if (candidate.wanted) candidate.key = entry.ordering().key(*event);
    return candidate;
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
        auto& delivery = state_->pool.take();
        delivery.route = &route;
        delivery.event = std::move(candidate.event);
        delivery.sequence = sequence;
        delivery.lane = lane_number(candidate.key);
        delivery.ordering_key = candidate.key;
        delivery.suspect = state_->suspects.active;
        ++route.window;
        route.bytes += delivery.event->bytes();
        enter(*state_, delivery);
    }
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
        if (route->plugin != nullptr) least = std::min(least, route->position);
    pages_.forget(least);
}

} // namespace turnout::delivery
