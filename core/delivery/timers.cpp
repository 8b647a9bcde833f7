#include "core/delivery/timers.hpp"

#include <algorithm>

namespace turnout::delivery {

namespace {

bool may_run(const EngineState& state) {
    return !state.stopping && !state.failed && !state.ended && !state.suspects.active;
}

void report_overdue(EngineState& state, PluginRun& plugin, eventsub::MonotonicTime now) {
    for (auto timer = plugin.timers.begin(); timer != plugin.timers.end() && *timer <= now;) {
        timer = plugin.timers.erase(timer);
        ++plugin.stuck;
        state.logger->warn("plugin {} is in a timer for longer than {} s; it keeps its thread until it returns",
                           plugin.handler->name(), timer_timeout.count());
    }
}

} // namespace

void look_at_timers(EngineState& state) {
    const auto now = state.clock.monotonic();
    for (const auto& plugin : state.plugins) {
        report_overdue(state, *plugin, now);
        if (!may_run(state) || plugin->leaving || plugin->timer_due || plugin->handler->next_timer() > now) continue;
        plugin->timer_due = true;
        ++state.timers_due;
    }
    if (state.timers_due != 0 && may_run(state)) state.wake_worker();
}

eventsub::MonotonicTime next_look(const EngineState& state) {
    auto next = eventsub::MonotonicTime::max();
    for (const auto& plugin : state.plugins) {
        if (!plugin->timers.empty()) next = std::min(next, plugin->timers.front());
        if (may_run(state) && !plugin->leaving && !plugin->timer_due)
            next = std::min(next, plugin->handler->next_timer());
    }
    return next;
}

bool timers_starve(const EngineState& state) {
    return std::any_of(state.plugins.begin(), state.plugins.end(), [&](const auto& plugin) {
        return plugin->timer_due && plugin->in_handler == 0 && state.scheduler.may_go(*plugin);
    });
}

PluginRun* next_timer(EngineState& state) {
    if (state.timers_due == 0 || !may_run(state)) return nullptr;
    for (const auto& plugin : state.plugins) {
        if (!plugin->timer_due || !state.scheduler.may_go(*plugin)) continue;
        plugin->timer_due = false;
        --state.timers_due;
        state.scheduler.begin_timer(*plugin);
        return plugin.get();
    }
    return nullptr;
}

void run_timer(EngineState& state, PluginRun& plugin, std::unique_lock<std::mutex>& lock) {
    const auto now = state.clock.monotonic();
    const auto deadline = now + timer_timeout;
    plugin.timers.push_back(deadline);
    lock.unlock();
    state.bell->ring(); // another timer of the plugin may be due, too
    plugin.handler->run_timer(now);
    lock.lock();
    if (state.ended) return;
    const auto known = std::find(plugin.timers.begin(), plugin.timers.end(), deadline);
    if (known != plugin.timers.end())
        plugin.timers.erase(known);
    else
        --plugin.stuck; // it was reported
    state.scheduler.timer_over(plugin);
    if (state.scheduler.waiting() != 0) state.wake_worker();
    state.tell_waiting();
    state.bell->ring();
}

} // namespace turnout::delivery
