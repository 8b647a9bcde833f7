#include "core/delivery/dispatcher.hpp"

#include "core/delivery/naps.hpp"
#include "core/delivery/status_report.hpp"
#include "core/delivery/suspects.hpp"
#include "core/delivery/timers.hpp"
#include "core/delivery/verdicts.hpp"

#include <pthread.h>

#include <algorithm>

namespace turnout::delivery {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds longest_wait{500}; ///< the wall clock may be set meanwhile
constexpr milliseconds starvation{2};     ///< so long a route may find every worker taken
constexpr milliseconds journal_pause{500};
constexpr std::chrono::minutes told_again{1}; ///< that the journal cannot be read

} // namespace

Dispatcher::Dispatcher(std::shared_ptr<EngineState> state, WorkerPool& workers)
    : state_(std::move(state)),
      workers_(&workers),
      intake_(*state_),
      parked_rows_(*state_, intake_.preparer()),
      backlog_(*state_, intake_, parked_rows_) {
}

Dispatcher::~Dispatcher() {
    end();
}

void Dispatcher::run() {
    thread_ = std::thread{[this] {
        pthread_setname_np(pthread_self(), "delivery");
        loop();
        close_desk();
    }};
}

void Dispatcher::end() {
    state_->bell->ring();
    if (thread_.joinable()) thread_.join();
}

void Dispatcher::between_steps(const std::function<void()>& task) {
    // The exception stays where it was thrown: of the counts of one that two threads share a sanitizer sees one side.
    std::optional<std::string> problem;
    std::packaged_task<void()> packaged{[&] {
        try {
            task();
        } catch (const std::exception& error) {
            problem = error.what();
        }
    }};
    auto done = packaged.get_future();
    {
        const std::lock_guard lock{state_->mutex};
        if (over_) throw std::runtime_error("delivery has stopped: restart the host");
        task_ = std::move(packaged);
    }
    state_->bell->ring();
    done.get();
    if (problem) throw std::runtime_error(*problem);
}

void Dispatcher::run_task() {
    std::packaged_task<void()> task;
    {
        const std::lock_guard lock{state_->mutex};
        task = std::exchange(task_, {});
    }
    if (task.valid()) task();
}

/// Whoever waits for a task hears that it is not run.
void Dispatcher::close_desk() {
    const std::lock_guard lock{state_->mutex};
    over_ = true;
    task_ = {};
}

void Dispatcher::loop() {
    try {
        for (;;) {
            run_task();
            const bool busy = step();
            {
                const std::lock_guard lock{state_->mutex};
                if (state_->ended) return;
            }
            if (!busy) state_->bell->wait(time_to_next());
        }
    } catch (const std::exception& error) {
        state_->logger->critical("delivery has stopped, restart the host: {}", error.what());
        const std::lock_guard lock{state_->mutex};
        state_->failed = true;
        state_->failure = std::string{"delivery has stopped, restart the host: "} + error.what();
        state_->quiet.notify_all();
    }
}

bool Dispatcher::step() {
    apply_completed();
    check_deadlines();
    check_circuits();
    check_plugins();
    const bool busy = read_journal();
    watch_starvation();
    workers_->reap();
    const std::lock_guard lock{state_->mutex};
    wake_naps(*state_);
    step_suspects(*state_);
    look_at_timers(*state_);
    state_->settler.flush_if_due(state_->clock.monotonic());
    state_->tell_waiting();
    return busy;
}

void Dispatcher::apply_completed() {
    const auto completed = state_->settler.completed();
    for (const auto& effect : completed.effects) tell(effect);
    const std::lock_guard lock{state_->mutex};
    for (const auto& mark : completed.marks) mark.route->mark = std::max(mark.route->mark, mark.sequence);
    for (const auto& effect : completed.effects) apply(*state_, effect);
    state_->settler.applied(completed.batches);
    if (completed.failed && !state_->failed) {
        state_->failed = true;
        state_->failure = "the journal cannot settle any more: nothing is handed out until the host is restarted";
        state_->logger->error("{}", state_->failure);
    }
}

void Dispatcher::tell(const Effect& effect) const {
    const bool over =
        effect.kind == Effect::Kind::settled || effect.kind == Effect::Kind::waits || effect.kind == Effect::Kind::naps;
    if (!over || !state_->options.observer) return;
    const auto& delivery = *effect.delivery;
    state_->options.observer({delivery.route->route().name, &delivery.event->stored.event, delivery.verdict,
                              delivery.reason, delivery.attempt, delivery.since_accepted, delivery.handling,
                              delivery.sequence, delivery.replay});
}

void Dispatcher::check_deadlines() {
    const auto now = state_->clock.monotonic();
    const std::lock_guard lock{state_->mutex};
    for (const auto& route : state_->routes) {
        while (auto* delivery = route->underway_list.oldest()) {
            if (delivery->deadline > now) break;
            ++route->figures.timeouts;
            if (delivery->stage == Stage::deferred) {
                conclude(*state_, *delivery, {TURNOUT_RETRY, 0, "not completed before its deadline", true});
                continue;
            }
            route->underway_list.remove(*delivery);
            delivery->overdue = true;
            ++delivery->plugin->stuck;
            judge(*state_, *delivery, true, "past its timeout");
            shelve(*state_, *delivery);
            if (state_->suspects.alone == delivery) state_->suspects.alone = nullptr;
            state_->logger->warn("route {}: plugin {} is past its timeout of {} ms with event {} ({}); it keeps its "
                                 "thread until it returns",
                                 route->route().name, delivery->handler->name(), route->route().timeout.count(),
                                 delivery->event->stored.event.message_id, delivery->event->stored.event.type);
        }
    }
}

void Dispatcher::check_circuits() {
    const auto now = state_->clock.monotonic();
    const std::lock_guard lock{state_->mutex};
    for (const auto& route : state_->routes) {
        if (!route->circuit.wake(now)) continue;
        state_->scheduler.resume(*route);
        state_->wake_worker();
    }
}

void Dispatcher::check_plugins() {
    const std::lock_guard lock{state_->mutex};
    for (const auto& plugin : state_->plugins) {
        const bool wedged = is_wedged(*state_, *plugin);
        if (wedged == std::exchange(plugin->wedged, wedged)) continue;
        if (wedged)
            state_->logger->error("plugin {} is wedged: {} of its {} slots are past their timeout; what it waits for "
                                  "must answer, or the host be restarted",
                                  plugin->handler->name(), plugin->stuck, slots_of(*state_, *plugin));
        else
            state_->logger->info("plugin {} is no longer wedged", plugin->handler->name());
    }
}

bool Dispatcher::read_journal() {
    bool normal = false;
    {
        const std::lock_guard lock{state_->mutex};
        if (state_->stopping || state_->failed) return false;
        normal = !state_->suspects.active;
    }
    bool busy = false;
    for (const auto& route : state_->routes) {
        if ((!route->reads() && !route->limited()) || state_->clock.monotonic() < journal_wait_[route.get()]) continue;
        busy = take_in(*route, normal) || busy;
    }
    intake_.forget_pages();
    return busy;
}

bool Dispatcher::take_in(RouteRun& route, bool normal) {
    try {
        if (route.serves()) parked_rows_.load_released(route);
        if (route.serves() && normal) parked_rows_.load_due(route);
        const auto kept = normal && route.limited() ? backlog_.keep(route) : Backlog::Kept{true, false};
        const bool taken = kept.counted && route.reads() && intake_.take(route);
        const bool busy = kept.busy || taken;
        note_read(route, nullptr);
        tell_readable(route);
        return busy;
    } catch (const journal::JournalError& error) {
        // What is damaged may be of this route only: the others go on.
        tell_unreadable(route, error.what());
        journal_wait_[&route] = state_->clock.monotonic() + journal_pause;
        note_read(route, error.what());
        return false;
    }
}

/// When it begins, and again while it lasts.
void Dispatcher::tell_unreadable(RouteRun& route, const char* failure) {
    const auto now = state_->clock.monotonic();
    if (!route.unreadable.happens(now) && now - route.unreadable_told < told_again) return;
    route.unreadable_told = now;
    state_->logger->error("route {}: the journal cannot be read, tried again soon: {}", route.route().name, failure);
}

void Dispatcher::tell_readable(RouteRun& route) {
    if (route.unreadable.ends(state_->clock.monotonic()))
        state_->logger->info("route {}: the journal can be read again", route.route().name);
}

void Dispatcher::note_read(RouteRun& route, const char* failure) {
    const std::lock_guard lock{state_->mutex};
    route.failed_reads = failure == nullptr ? 0 : route.failed_reads + 1;
    route.read_failure = failure == nullptr ? "" : failure;
}

void Dispatcher::watch_starvation() {
    const auto now = state_->clock.monotonic();
    {
        const std::lock_guard lock{state_->mutex};
        const bool starved = state_->idle_workers == 0 && !state_->suspects.active &&
                             (state_->scheduler.starving() || timers_starve(*state_));
        // If as many were begun meanwhile as there are routes, each route had its turn.
        const bool moving = state_->scheduler.begun() > begun_then_ + state_->routes.size();
        if (!starved || moving || starved_since_ == eventsub::MonotonicTime{}) {
            starved_since_ = starved ? now : eventsub::MonotonicTime{};
            begun_then_ = state_->scheduler.begun();
            return;
        }
        if (now - starved_since_ < starvation) return;
        starved_since_ = {};
    }
    workers_->grow();
}

std::chrono::nanoseconds Dispatcher::time_to_next() {
    const auto now = state_->clock.monotonic();
    const auto wall = state_->clock.now();
    std::chrono::nanoseconds wait = longest_wait;
    const std::lock_guard lock{state_->mutex};
    if (const auto due = state_->settler.due(); due != eventsub::MonotonicTime::max())
        wait = std::min<std::chrono::nanoseconds>(wait, due - now);
    if (starved_since_ != eventsub::MonotonicTime{})
        wait = std::min<std::chrono::nanoseconds>(wait, starved_since_ + starvation - now);
    if (const auto timer = next_look(*state_); timer != eventsub::MonotonicTime::max())
        wait = std::min<std::chrono::nanoseconds>(wait, timer - now);
    if (const auto nap = next_wake(*state_); nap < wall + longest_wait && !state_->stopping && !state_->failed)
        wait = std::min<std::chrono::nanoseconds>(wait, nap - wall);
    const bool may_read = !state_->suspects.active && !state_->stopping && !state_->failed;
    for (const auto& route : state_->routes) {
        if (route->plugin == nullptr) continue;
        if (const auto* oldest = route->underway_list.oldest())
            wait = std::min<std::chrono::nanoseconds>(wait, oldest->deadline - now);
        const auto readable = journal_wait_[route.get()];
        if (may_read && now < readable) wait = std::min<std::chrono::nanoseconds>(wait, readable - now);
        const bool room = route->serves() && may_read && now >= readable && ParkedRows::due_room(*state_, *route) != 0;
        if (const auto due = route->circuit.due(); due != eventsub::MonotonicTime::max())
            wait = std::min<std::chrono::nanoseconds>(wait, due - now);
        if (room && route->next_due < wall + longest_wait)
            wait = std::min<std::chrono::nanoseconds>(wait, route->next_due - wall);
    }
    return std::max(wait, std::chrono::nanoseconds{0});
}

} // namespace turnout::delivery
