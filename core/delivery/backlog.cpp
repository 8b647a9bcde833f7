#include "core/delivery/backlog.hpp"

#include <algorithm>
#include <utility>

namespace turnout::delivery {

namespace {

/// Pages of the log that are counted in one step, so that other routes have their turn.
constexpr int pages_per_step = 8;
/// Beyond the limit there is nothing to be known but that it is exceeded.
constexpr std::size_t margin = 256;

} // namespace

/// Outcomes that are not durable yet may lessen it.
Backlog::Excess Backlog::excess(const RouteRun& route) {
    const auto counts = state_->journal.counts(route.route().name);
    const std::lock_guard lock{state_->mutex};
    const auto most_unsettled = 4 * std::max<std::size_t>(state_->options.limits.window, 1);
    const auto with_row = std::min(route.window, route.retrying.size() + route.held_in_memory);
    const auto waiting = route.ahead.size() + (route.window - with_row) + counts.waiting + counts.held;
    const auto allowed = route.route().max_backlog + route.unsettled;
    const bool over = waiting > allowed && route.unsettled < most_unsettled;
    return {over ? static_cast<std::size_t>(waiting - allowed) : 0, route.unsettled == 0};
}

Backlog::Kept Backlog::keep(RouteRun& route) {
    const auto most = static_cast<std::size_t>(route.route().max_backlog) + margin;
    const auto before = route.counted_to;
    bool more = true;
    for (int page = 0; more && page < pages_per_step; ++page) more = intake_->count_ahead(route, most);
    const auto over = excess(route);
    ParkedRows::GivenUp given;
    // The lanes of a route whose plugin does not run are not known, nor does anything fail there.
    if (over.events != 0 && route.plugin != nullptr)
        given = parked_rows_->give_up(route, std::min(over.events, ParkedRows::page));
    std::size_t let_go = given.rows;
    if (over.events > let_go && !given.more && !route.ahead.empty())
        let_go += intake_->let_go(route, over.events - let_go);
    tell(route, let_go, over);
    return {!more, let_go != 0 || (more && route.counted_to != before)};
}

/// Once when it begins, and once when it is over.
void Backlog::tell(RouteRun& route, std::size_t let_go, const Excess& excess) {
    const auto& name = route.route().name;
    const auto now = state_->clock.monotonic();
    route.overflowed += let_go;
    if (let_go != 0 || (excess.events != 0 && route.overflow.goes_on())) {
        if (route.overflow.happens(now))
            state_->logger->warn(
                "route {}: more events wait than its max_backlog of {}: the oldest become dead letters", name,
                route.route().max_backlog);
    } else if (excess.calm && route.overflow.ends(now)) {
        state_->logger->warn("route {}: {} events became dead letters, the others are within max_backlog", name,
                             std::exchange(route.overflowed, 0));
    }
}

} // namespace turnout::delivery
