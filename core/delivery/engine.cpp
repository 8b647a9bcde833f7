#include "core/delivery/engine.hpp"

#include "core/delivery/dispatcher.hpp"
#include "core/delivery/emitter.hpp"
#include "core/delivery/plugin_store.hpp"
#include "core/delivery/replacement.hpp"
#include "core/delivery/retaining.hpp"
#include "core/delivery/route_opening.hpp"
#include "core/delivery/status_report.hpp"
#include "core/delivery/switches.hpp"
#include "core/delivery/verdicts.hpp"

#include <turnout/text.hpp>

#include <algorithm>
#include <chrono>

namespace turnout::delivery {

namespace {

/// Whether a handle() or a timer runs that was not reported as overdue.
bool in_handler(const EngineState& state) {
    if (std::any_of(state.plugins.begin(), state.plugins.end(),
                    [](const auto& plugin) { return plugin->answers_later && plugin->in_handler != 0; }))
        return true;
    for (const auto& route : state.routes)
        for (const auto* one = route->underway_list.oldest(); one != nullptr; one = one->later)
            if (one->stage == Stage::running) return true;
    return std::any_of(state.plugins.begin(), state.plugins.end(),
                       [](const auto& plugin) { return !plugin->timers.empty(); });
}

class EngineImplementation final : public Engine {
public:
    EngineImplementation(journal::Journal& journal, const eventsub::Clock& clock,
                         std::shared_ptr<spdlog::logger> logger, Options options)
        : state_(std::make_shared<EngineState>(journal, clock, std::move(logger), std::move(options))),
          store_(*state_),
          emitter_(*state_) {}

    EngineImplementation(const EngineImplementation&) = delete;
    EngineImplementation& operator=(const EngineImplementation&) = delete;

    ~EngineImplementation() override { end(); }

    void start(std::vector<RouteBinding> routes, const Handlers& handlers) override;
    std::optional<std::string> replace(std::vector<RouteBinding> routes, const Handlers& handlers,
                                       std::chrono::milliseconds timeout, const Interlude& interlude) override;
    void dismiss(const std::shared_ptr<plugins::Handler>& handler) override;

    void retire_unknown() override {
        const std::lock_guard order{changing_};
        delivery::retire_unknown(*state_);
    }

    void set_workers(std::size_t workers) override { workers_->set_workers(workers); }

    bool quiesce(std::chrono::milliseconds timeout) override;
    bool stop(std::chrono::milliseconds timeout) override;

    void notify() noexcept override { state_->bell->ring(); }

    plugins::TimerMoment timer_time() const noexcept override { return state_->clock.monotonic(); }

    void timers_changed() noexcept override { state_->bell->ring(); }

    plugins::StatePort& states() override { return store_; }

    plugins::EmitPort& emissions() override { return emitter_; }

    std::shared_ptr<const RouteEntry> route(const std::string& name) const override;

    Totals totals() const override {
        const std::lock_guard lock{state_->mutex};
        return state_->totals;
    }

    void reload_parked(const std::string& route) override;

    std::vector<RouteStatus> routes() const override { return routes_of(*state_); }

    std::vector<RouteFigures> figures() const override { return figures_of(*state_); }

    std::vector<PluginStatus> plugins() const override { return plugins_of(*state_); }

    bool pause(const std::string& name, bool paused) override {
        const std::lock_guard order{changing_};
        return pause_route(*state_, name, paused);
    }

    std::vector<std::string> trouble() const override { return trouble_of(*state_); }

    bool idle() const override;

    void answered(std::string_view instance, std::span<const plugins::Answer> answers) noexcept override;
    bool complete(std::string_view instance, std::uint64_t token, turnout_verdict verdict, std::uint32_t retry_after_ms,
                  std::string_view reason) noexcept override;
    bool retain(std::string_view instance, std::uint64_t token) noexcept override;
    bool release(std::string_view instance, std::uint64_t token) noexcept override;

private:
    bool drained() const;
    void begin_stop();
    void end();

    std::shared_ptr<EngineState> state_;
    PluginStore store_;
    Emitter emitter_;
    std::unique_ptr<WorkerPool> workers_;
    std::unique_ptr<Dispatcher> dispatcher_;
    std::mutex changing_; ///< one change of the routes at a time
};

void EngineImplementation::start(std::vector<RouteBinding> routes, const Handlers& handlers) {
    auto& state = *state_;
    const RouteTable table(std::move(routes));
    for (const auto& entry : table.entries()) {
        auto& route = *state.routes.emplace_back(std::make_unique<RouteRun>(entry));
        bind(state, route);
        const bool suspects = open_cursor(state, route).suspects;
        if (suspects) route.suspect_mark = route.mark;
        if (suspects && route.serves()) state.suspects.active = true;
        tell_state(state, route);
    }
    for (const auto& handler : handlers) run_of(state, handler);
    delivery::retire_unknown(state);
    workers_ = std::make_unique<WorkerPool>(state_, state.scheduler.workers());
    dispatcher_ = std::make_unique<Dispatcher>(state_, *workers_);
    for (const auto& route : state.routes)
        if (route->plugin != nullptr)
            dispatcher_->parked_rows().survey(*route, state.suspects.active && route->serves());
    {
        const std::lock_guard lock{state.mutex};
        state.open = true;
        for (const auto& plugin : state.plugins) state.scheduler.has_room(*plugin); // as was not listened to so far
    }
    state.work.notify_all();
    dispatcher_->run();
}

std::optional<std::string> EngineImplementation::replace(std::vector<RouteBinding> routes, const Handlers& handlers,
                                                         std::chrono::milliseconds timeout,
                                                         const Interlude& interlude) {
    const std::lock_guard order{changing_};
    return replace_routes(*state_, *dispatcher_, {std::move(routes), handlers}, timeout, interlude);
}

std::shared_ptr<const RouteEntry> EngineImplementation::route(const std::string& name) const {
    const std::lock_guard lock{state_->mutex};
    for (const auto& run : state_->routes)
        if (run->route().name == name) return run->entry;
    return nullptr;
}

void EngineImplementation::dismiss(const std::shared_ptr<plugins::Handler>& handler) {
    const std::lock_guard lock{state_->mutex};
    forget(*state_, handler);
}

bool EngineImplementation::drained() const {
    const auto& state = *state_;
    if (state.failed) return state.scheduler.in_handler() == 0;
    return state.scheduler.underway() == 0 && state.settler.quiet();
}

/// Needs the mutex.
void EngineImplementation::begin_stop() {
    if (!state_->stopping && !state_->failed)
        for (const auto& route : state_->routes) uncharge_ready(*state_, *route);
    state_->stopping = true;
    state_->settler.hurry();
    state_->bell->ring();
}

bool EngineImplementation::quiesce(std::chrono::milliseconds timeout) {
    if (!dispatcher_) return true;
    std::unique_lock lock{state_->mutex};
    begin_stop();
    return state_->quiet.wait_for(lock, timeout, [this] { return !in_handler(*state_); });
}

bool EngineImplementation::stop(std::chrono::milliseconds timeout) {
    if (!dispatcher_) return true;
    bool whole = false;
    {
        std::unique_lock lock{state_->mutex};
        begin_stop();
        state_->quiet.wait_for(lock, timeout, [this] { return drained(); });
        whole = drained() && !state_->failed;
    }
    end();
    return whole;
}

void EngineImplementation::end() {
    if (!dispatcher_) return;
    {
        const std::lock_guard lock{state_->mutex};
        state_->stopping = true;
        if (!state_->failed) state_->settler.flush();
        state_->ended = true;
    }
    dispatcher_->end();
    workers_->end();
    dispatcher_.reset();
    workers_.reset();
}

void EngineImplementation::reload_parked(const std::string& route) {
    const std::lock_guard lock{state_->mutex};
    for (const auto& run : state_->routes) {
        if (run->route().name == route) run->look_again();
    }
    state_->bell->ring();
}

bool EngineImplementation::idle() const {
    const auto last = state_->journal.last();
    const std::lock_guard lock{state_->mutex};
    if (state_->suspects.active || state_->failed || !state_->settler.quiet()) return false;
    if (state_->journal.last() != last) return false; // what was settled meanwhile may have brought derived events
    return std::all_of(state_->routes.begin(), state_->routes.end(), [&](const auto& route) {
        if (route->position < last || route->window != 0 || route->unsettled != 0) return false;
        if (!route->route().enabled) return true; // what waits on it is left alone
        const auto counts = state_->journal.counts(route->route().name);
        return counts.waiting == 0 && counts.held == 0;
    });
}

void EngineImplementation::answered(std::string_view instance, std::span<const plugins::Answer> answers) noexcept {
    const std::lock_guard lock{state_->mutex};
    if (!state_->open || state_->ended) return;
    for (const auto& answer : answers) {
        auto* delivery = owned_by(*state_, instance, answer.token);
        if (delivery == nullptr || !std::exchange(delivery->away, false)) {
            ++state_->totals.late_completions;
            continue;
        }
        delivery->outcome.retry_after_ms = answer.retry_after_ms;
        copy_text(delivery->outcome.reason, std::string_view{answer.reason});
        if (answer.verdict == plugins::not_begun) {
            give_back(*state_, *delivery);
            continue;
        }
        if (answer.timeout) ++delivery->route->figures.timeouts;
        delivery->handling = answer.handling;
        delivery->route->figures.handling.observe(answer.handling);
        returned(*state_, *delivery, answer.verdict, answer.timeout);
    }
    for (const auto& plugin : state_->plugins)
        if (plugin->handler->name() == instance) state_->scheduler.has_room(*plugin);
    if (state_->scheduler.waiting() != 0 || state_->suspects.cleared) state_->work.notify_all();
}

bool EngineImplementation::complete(std::string_view instance, std::uint64_t token, turnout_verdict verdict,
                                    std::uint32_t retry_after_ms, std::string_view reason) noexcept {
    const std::lock_guard lock{state_->mutex};
    auto* delivery = state_->ended ? nullptr : owned_by(*state_, instance, token);
    const bool known = verdict == TURNOUT_OK || verdict == TURNOUT_RETRY || verdict == TURNOUT_REJECT;
    const bool awaited = delivery != nullptr && !delivery->early &&
                         (delivery->stage == Stage::deferred || delivery->stage == Stage::running);
    if (!known || !awaited) {
        ++state_->totals.late_completions;
        return false;
    }
    Ruling ruling{verdict, retry_after_ms, std::string{reason}, false};
    if (delivery->stage == Stage::running)
        delivery->early = std::move(ruling);
    else
        conclude(*state_, *delivery, std::move(ruling));
    return true;
}

bool EngineImplementation::retain(std::string_view instance, std::uint64_t token) noexcept {
    const std::lock_guard lock{state_->mutex};
    auto* delivery = owned_by(*state_, instance, token);
    if (delivery != nullptr && pin(*state_, *delivery)) return true;
    ++state_->totals.refused_retains;
    return false;
}

bool EngineImplementation::release(std::string_view instance, std::uint64_t token) noexcept {
    const std::lock_guard lock{state_->mutex};
    auto* delivery = owned_by(*state_, instance, token);
    if (delivery != nullptr && unpin(*state_, *delivery)) return true;
    ++state_->totals.refused_retains;
    return false;
}

} // namespace

std::unique_ptr<Engine> Engine::create(journal::Journal& journal, const eventsub::Clock& clock,
                                       std::shared_ptr<spdlog::logger> logger, Options options) {
    return std::make_unique<EngineImplementation>(journal, clock, std::move(logger), std::move(options));
}

} // namespace turnout::delivery
