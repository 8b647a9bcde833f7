// Who is next: round robin over the routes, within what each route and plugin may do at once.
#pragma once
#include "core/delivery/route_run.hpp"

#include <deque>

namespace turnout::delivery {

/// Guarded by EngineState::mutex.
///
/// Neither a route nor a plugin occupies more than `workers` threads in handle(), so that the spare workers, which are
/// started when a route finds all of them taken (see WorkerPool), serve the others. A plugin that answers later
/// occupies none, and says itself how much it takes.
class Scheduler {
public:
    explicit Scheduler(std::size_t workers) : workers_(workers) {}

    /// From now on; has_room() tells it of the plugins that may take more then.
    void set_workers(std::size_t workers) { workers_ = workers; }

    std::size_t workers() const { return workers_; }

    /// A delivery whose turn in its lane has come.
    void ready(Delivery& delivery);

    /// The next delivery, counted as in handle() and under way; null if none may go.
    Delivery* pick();
    /// The same for one delivery that is in no queue.
    void begin(Delivery& delivery);

    /// Whether one more handle() or timer of the plugin may begin.
    bool may_go(const PluginRun& plugin) const;
    /// A timer of the plugin begins: it counts like a delivery.
    void begin_timer(PluginRun& plugin);
    void timer_over(PluginRun& plugin);

    /// The route's circuit lets events go again.
    void resume(RouteRun& route) { list(route); }

    /// The plugin takes events again.
    void has_room(const PluginRun& plugin);

    /// handle() has returned; the attempt may go on as a deferred one.
    void returned(Delivery& delivery);
    /// The attempt is over.
    void over(Delivery& delivery);

    /// Deliveries that are ready, on all routes.
    std::size_t waiting() const { return waiting_; }

    /// Takes the next ready one out without counting it as begun, whatever the limits say; null if there is none.
    Delivery* take();

    /// The route has been paused: nothing of it goes until ready() is called for it anew.
    void pause(RouteRun& route);

    /// Takes all ready ones of a route out.
    Queue drain(RouteRun& route);

    /// Whether some route has ready deliveries, may go, and has none in handle().
    bool starving() const;

    /// Deliveries begun so far.
    std::uint64_t begun() const { return begun_; }

    std::size_t in_handler() const { return in_handler_; }

    std::size_t underway() const { return underway_; }

private:
    bool may_go(const RouteRun& route) const;
    void list(RouteRun& route);
    void list_all(const PluginRun& plugin);
    Delivery* take_from(RouteRun& route);

    std::size_t workers_;
    std::deque<RouteRun*> ring_; ///< routes with ready deliveries; those that may not go are dropped until they may
    std::size_t waiting_ = 0;
    std::uint64_t begun_ = 0;
    std::size_t in_handler_ = 0;
    std::size_t underway_ = 0;
};

} // namespace turnout::delivery
