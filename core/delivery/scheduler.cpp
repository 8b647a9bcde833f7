#include "core/delivery/scheduler.hpp"

#include <algorithm>
#include <utility>

namespace turnout::delivery {

void Scheduler::ready(Delivery& delivery) {
    delivery.stage = Stage::ready;
    auto& route = *delivery.route;
    route.ready.push(delivery);
    ++waiting_;
    list(route);
}

bool Scheduler::may_go(const RouteRun& route) const {
    const auto limit = route.route().concurrency;
    return !route.rests() && (limit == 0 || route.underway < limit) &&
           (route.in_handler < workers_ || route.plugin->answers_later) && route.circuit.lets_go() &&
           may_go(*route.plugin);
}

bool Scheduler::may_go(const PluginRun& plugin) const {
    if (plugin.leaving) return false;
    const auto deferred = plugin.underway - plugin.in_handler;
    if (plugin.answers_later) return plugin.handler->has_room() && (plugin.limit == 0 || deferred < plugin.limit);
    return (plugin.limit == 0 || plugin.underway < plugin.limit) && plugin.in_handler < workers_;
}

void Scheduler::begin_timer(PluginRun& plugin) {
    ++plugin.underway;
    ++plugin.in_handler;
    ++in_handler_;
    ++underway_;
}

void Scheduler::timer_over(PluginRun& plugin) {
    --plugin.underway;
    --plugin.in_handler;
    --in_handler_;
    --underway_;
    list_all(plugin);
}

void Scheduler::list(RouteRun& route) {
    if (route.listed || route.ready.empty() || !may_go(route)) return;
    route.listed = true;
    ring_.push_back(&route);
}

void Scheduler::has_room(const PluginRun& plugin) {
    list_all(plugin);
}

void Scheduler::list_all(const PluginRun& plugin) {
    for (auto* route : plugin.routes) list(*route);
}

Delivery* Scheduler::take_from(RouteRun& route) {
    auto* delivery = route.ready.pop();
    if (delivery != nullptr) --waiting_;
    return delivery;
}

Delivery* Scheduler::pick() {
    while (!ring_.empty()) {
        auto& route = *ring_.front();
        ring_.pop_front();
        route.listed = false;
        if (!may_go(route)) continue;
        auto* delivery = take_from(route);
        if (delivery == nullptr) continue;
        begin(*delivery);
        list(route);
        return delivery;
    }
    return nullptr;
}

Delivery* Scheduler::take() {
    while (!ring_.empty()) {
        auto& route = *ring_.front();
        ring_.pop_front();
        route.listed = false;
        auto* delivery = take_from(route);
        list(route);
        if (delivery != nullptr) return delivery;
    }
    return nullptr;
}

void Scheduler::pause(RouteRun& route) {
    if (!std::exchange(route.listed, false)) return;
    std::erase(ring_, &route);
}

Queue Scheduler::drain(RouteRun& route) {
    auto queue = route.ready.take();
    for (const auto* delivery = queue.front(); delivery != nullptr; delivery = delivery->next) --waiting_;
    return queue;
}

void Scheduler::begin(Delivery& delivery) {
    auto& route = *delivery.route;
    delivery.stage = Stage::running;
    delivery.plugin = route.plugin;
    delivery.away = route.plugin->answers_later;
    delivery.circuit = route.circuit.begun();
    ++route.underway;
    ++route.in_handler;
    ++route.plugin->underway;
    ++route.plugin->in_handler;
    ++begun_;
    ++in_handler_;
    ++underway_;
    if (!delivery.away) route.underway_list.add(delivery); // who answers later has a clock of its own
}

void Scheduler::returned(Delivery& delivery) {
    auto& route = *delivery.route;
    --route.in_handler;
    --delivery.plugin->in_handler;
    --in_handler_;
    list_all(*delivery.plugin);
}

void Scheduler::over(Delivery& delivery) {
    auto& route = *delivery.route;
    --route.underway;
    --delivery.plugin->underway;
    --underway_;
    route.underway_list.remove(delivery);
    list_all(*delivery.plugin);
}

bool Scheduler::starving() const {
    return std::any_of(ring_.begin(), ring_.end(),
                       [this](const RouteRun* route) { return route->in_handler == 0 && may_go(*route); });
}

} // namespace turnout::delivery
