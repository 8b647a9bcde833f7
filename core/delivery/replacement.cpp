#include "core/delivery/replacement.hpp"

#include "core/delivery/naps.hpp"
#include "core/delivery/route_opening.hpp"
#include "core/delivery/verdicts.hpp"

#include <algorithm>

namespace turnout::delivery {

namespace {

using std::chrono::milliseconds;

/// So long after the last handler has returned its outcome may take to be durable.
constexpr milliseconds commit_time{5'000};
/// What a plugin had deferred goes to the next one at once.
constexpr std::uint32_t at_once_ms = 1;

bool is_same(const RouteEntry& left, const RouteEntry& right) {
    return left.handler() == right.handler() && left.route() == right.route();
}

/// One such exchange.
class Replacement {
public:
    Replacement(EngineState& state, Dispatcher& dispatcher, Arrangement wanted, const Interlude& interlude);

    /// As Engine::replace().
    std::optional<std::string> run(std::chrono::milliseconds timeout);

private:
    void want(Arrangement wanted);
    bool rests(const std::shared_ptr<plugins::Handler>& handler) const;
    bool goes_on(const RouteRun& route) const;
    bool stays(const RouteRun& route) const;
    bool stays(const PluginRun& plugin) const;
    void hold();
    void let_go();
    bool quiet() const;
    bool await(std::unique_lock<std::mutex>& lock, std::chrono::milliseconds timeout);
    std::string who_is_stuck(std::chrono::milliseconds timeout) const;
    void give_back_deferred();
    std::optional<std::string> settle(std::unique_lock<std::mutex>& lock, std::chrono::milliseconds timeout);
    std::optional<std::string> settle_down(std::chrono::milliseconds timeout);
    bool perform();

    using Routes = std::vector<std::unique_ptr<RouteRun>>;
    void open(Routes& routes);
    void take_back_names();
    void exchange();
    void discard(RouteRun& route);

    EngineState& state_;
    Dispatcher& dispatcher_;
    RouteTable table_;
    Handlers handlers_;
    const Interlude& interlude_;
    bool performed_ = false;
    std::vector<RouteRun*> closing_;
    std::vector<PluginRun*> leaving_;
    std::vector<const config::Route*> renamed_;
};

Replacement::Replacement(EngineState& state, Dispatcher& dispatcher, Arrangement wanted, const Interlude& interlude)
    : state_(state),
      dispatcher_(dispatcher),
      table_(std::move(wanted.routes)),
      handlers_(std::move(wanted.handlers)),
      interlude_(interlude) {
}

void Replacement::want(Arrangement wanted) {
    table_ = RouteTable{std::move(wanted.routes)};
    handlers_ = std::move(wanted.handlers);
}

/// Whether it is one of those that must not run until the interlude is over.
bool Replacement::rests(const std::shared_ptr<plugins::Handler>& handler) const {
    const auto& all = interlude_.handlers;
    return !performed_ && handler && std::find(all.begin(), all.end(), handler) != all.end();
}

/// With what it has in memory; if it is held, then for the interlude alone.
bool Replacement::goes_on(const RouteRun& route) const {
    return std::any_of(table_.entries().begin(), table_.entries().end(),
                       [&](const auto& entry) { return is_same(*entry, *route.entry); });
}

bool Replacement::stays(const RouteRun& route) const {
    return !rests(route.entry->handler()) && goes_on(route);
}

bool Replacement::stays(const PluginRun& plugin) const {
    if (rests(plugin.handler)) return false;
    return std::any_of(table_.entries().begin(), table_.entries().end(),
                       [&](const auto& entry) { return entry->handler() == plugin.handler; }) ||
           std::find(handlers_.begin(), handlers_.end(), plugin.handler) != handlers_.end();
}

void Replacement::hold() {
    for (const auto& route : state_.routes) {
        if (stays(*route)) continue;
        closing_.push_back(route.get());
        route->closing = true;
        state_.scheduler.pause(*route);
        uncharge_ready(state_, *route);
    }
    for (const auto& plugin : state_.plugins) {
        if (stays(*plugin) || plugin->leaving) continue;
        leaving_.push_back(plugin.get());
        plugin->leaving = true;
        if (std::exchange(plugin->timer_due, false)) --state_.timers_due;
    }
    state_.settler.hurry();
    state_.bell->ring();
}

/// As it was before hold(), but for what nobody may call any more.
void Replacement::let_go() {
    for (auto* plugin : leaving_) plugin->leaving = plugin->handler->given_up();
    for (auto* route : closing_) {
        route->closing = false;
        // What waited for its turn may have to be written as attempted first.
        auto left = state_.scheduler.drain(*route);
        while (auto* delivery = left.pop()) make_ready(state_, *delivery);
    }
    state_.work.notify_all();
    state_.bell->ring();
}

/// What a route that goes on has deferred stays so.
bool Replacement::quiet() const {
    const bool closed = std::all_of(closing_.begin(), closing_.end(), [this](const auto* route) {
        if (goes_on(*route)) return route->in_handler == 0;
        return route->underway == 0 && route->unsettled == 0 && route->mark >= route->mark_wanted;
    });
    return closed &&
           std::all_of(leaving_.begin(), leaving_.end(), [](const auto* plugin) { return plugin->in_handler == 0; });
}

/// False if it is not quiet in time, or the journal or the engine is at its end.
bool Replacement::await(std::unique_lock<std::mutex>& lock, milliseconds timeout) {
    ++state_.waiting;
    state_.quiet.wait_for(lock, timeout, [this] { return quiet() || state_.failed || state_.stopping; });
    --state_.waiting;
    return quiet() && !state_.failed && !state_.stopping;
}

/// Empty: what is under way was deferred.
std::string Replacement::who_is_stuck(milliseconds timeout) const {
    std::string who;
    const auto add = [&](std::string_view plugin, std::size_t calls) {
        who += (who.empty() ? "" : ", ") + std::string{"plugin "}.append(plugin) + " in " + std::to_string(calls) +
               (calls == 1 ? " call" : " calls");
    };
    for (const auto* plugin : leaving_)
        if (plugin->in_handler != 0) add(plugin->handler->name(), plugin->in_handler);
    for (const auto* route : closing_)
        if (route->in_handler != 0 && stays(*route->plugin)) add(route->plugin->handler->name(), route->in_handler);
    if (who.empty()) return who;
    return "not back within " + std::to_string(timeout.count()) + " ms: " + who +
           "; wait until it returns, or restart the host";
}

void Replacement::give_back_deferred() {
    for (auto* route : closing_) {
        if (goes_on(*route)) continue;
        while (auto* delivery = route->underway_list.oldest()) {
            // It says nothing of whether the handler works.
            if (!std::exchange(delivery->judged, true)) route->circuit.taken_back(delivery->circuit);
            conclude(state_, *delivery, {TURNOUT_RETRY, at_once_ms, "its plugin or its route was replaced", false});
        }
    }
    state_.settler.hurry();
    state_.bell->ring();
}

/// Until it is quiet. Needs the lock, which it lets go while it waits.
std::optional<std::string> Replacement::settle(std::unique_lock<std::mutex>& lock, milliseconds timeout) {
    if (await(lock, timeout)) return std::nullopt;
    auto why = state_.failed ? state_.failure : state_.stopping ? "the host is stopping" : who_is_stuck(timeout);
    if (!why.empty()) return why;
    give_back_deferred();
    if (await(lock, commit_time)) return std::nullopt;
    return state_.failed ? state_.failure : "the journal is too slow: what was handled is not stored yet; try again";
}

std::optional<std::string> Replacement::settle_down(milliseconds timeout) {
    std::unique_lock lock{state_.mutex};
    if (state_.failed) return state_.failure;
    if (state_.stopping) return "the host is stopping";
    if (state_.suspects.active) return "what an unclean stop may have interrupted is still being handled; try again";
    hold();
    // The dispatcher may be about to enter what it has read for a route before that was held. Once it comes by here
    // nothing follows: it reads for no route that is held.
    lock.unlock();
    dispatcher_.between_steps([] {});
    lock.lock();
    auto why = settle(lock, timeout);
    if (why) let_go();
    return why;
}

/// False: it was refused.
bool Replacement::perform() {
    if (!interlude_.perform) return true;
    auto wanted = interlude_.perform();
    if (!wanted) return false;
    performed_ = true;
    want(std::move(*wanted));
    return true;
}

std::optional<std::string> Replacement::run(milliseconds timeout) {
    std::string why;
    try {
        if (auto not_quiet = settle_down(timeout)) return not_quiet;
        if (!perform()) {
            const std::lock_guard lock{state_.mutex};
            let_go();
            return "what had to be done before the routes could be exchanged was refused";
        }
        // Those whose handler turned out to be replaced have what was deferred to be given back.
        std::unique_lock lock{state_.mutex};
        auto not_settled = performed_ ? settle(lock, timeout) : std::nullopt;
        lock.unlock();
        if (!not_settled) {
            dispatcher_.between_steps([this] { exchange(); });
            return std::nullopt;
        }
        why = *not_settled;
    } catch (const std::exception& error) {
        why = std::string{"the routes cannot be exchanged: "} + error.what();
    }
    if (performed_) interlude_.undo();
    const std::lock_guard lock{state_.mutex};
    let_go();
    return why;
}

void Replacement::take_back_names() {
    for (const auto* route : renamed_) state_.journal.rename_route(route->name, route->renamed_from);
}

/// Those that change. Nobody else knows them yet.
void Replacement::open(Routes& routes) {
    for (const auto& entry : table_.entries()) {
        const auto named = [&](const auto& route) { return route->route().name == entry->route().name; };
        const auto before = std::find_if(state_.routes.begin(), state_.routes.end(), named);
        if (before != state_.routes.end() && is_same(*(*before)->entry, *entry)) {
            routes.push_back(nullptr);
            continue;
        }
        const auto counts = before != state_.routes.end() ? (*before)->counts : std::make_shared<RouteCounts>();
        auto& route = *routes.emplace_back(std::make_unique<RouteRun>(entry, counts));
        if (open_cursor(state_, route).renamed) renamed_.push_back(&entry->route());
        if (entry->handler() && entry->route().enabled) dispatcher_.parked_rows().survey(route, false);
    }
}

/// On the dispatcher's thread: it alone walks over the routes without the mutex.
void Replacement::exchange() {
    Routes routes;
    try {
        open(routes);
    } catch (const std::exception&) {
        take_back_names();
        throw;
    }
    const std::lock_guard lock{state_.mutex};
    for (auto* route : closing_)
        if (!stays(*route)) discard(*route);
    std::erase_if(closing_, [this](const auto* route) { return !stays(*route); });
    std::erase_if(leaving_, [this](const auto* plugin) { return !stays(*plugin); });
    for (std::size_t index = 0; index < routes.size(); ++index) {
        if (routes[index]) continue;
        const auto& name = table_.entries()[index]->route().name;
        routes[index] = std::move(*std::find_if(state_.routes.begin(), state_.routes.end(), [&](const auto& route) {
            return route && route->route().name == name;
        }));
    }
    for (const auto& plugin : state_.plugins) plugin->routes.clear();
    state_.routes = std::move(routes);
    for (const auto& handler : handlers_) run_of(state_, handler);
    for (const auto& route : state_.routes) bind(state_, *route);
    let_go(); // those that were held for the interlude alone
    dispatcher_.routes_changed();
}

/// Of what it has in memory nothing has begun: the journal knows it all.
void Replacement::discard(RouteRun& route) {
    static_cast<void>(state_.scheduler.drain(route));
    forget_naps(state_, route);
    for (auto& delivery : state_.pool.slots()) {
        if (delivery.route != &route) continue;
        delivery.route = nullptr;
        const bool waits =
            delivery.stage == Stage::ready || delivery.stage == Stage::queued || delivery.stage == Stage::napping;
        if (waits) state_.pool.give(delivery);
    }
}

} // namespace

std::optional<std::string> replace_routes(EngineState& state, Dispatcher& dispatcher, Arrangement wanted,
                                          milliseconds timeout, const Interlude& interlude) {
    return Replacement{state, dispatcher, std::move(wanted), interlude}.run(timeout);
}

void forget(EngineState& state, const std::shared_ptr<plugins::Handler>& handler) {
    const auto found = std::find_if(state.plugins.begin(), state.plugins.end(),
                                    [&](const auto& plugin) { return plugin->handler == handler; });
    if (found == state.plugins.end()) return;
    for (auto& delivery : state.pool.slots())
        while (delivery.plugin == found->get() && delivery.pins != 0) state.pool.release(delivery);
    state.plugins.erase(found);
}

} // namespace turnout::delivery
