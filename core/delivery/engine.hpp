// The delivery side: takes events out of the journal, finds their routes, keeps their order, calls the plugins and
// settles what they answered.
#pragma once
#include "core/config/config.hpp"
#include "core/delivery/arrangement.hpp"
#include "core/delivery/status.hpp"
#include "core/eventsub/clock.hpp"
#include "core/journal/journal.hpp"
#include "core/plugin/emit_port.hpp"
#include "core/plugin/handler.hpp"
#include "core/plugin/state_port.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace spdlog {
class logger;
}

namespace turnout::delivery {

class RouteEntry;

/// What happened so far, since the start. One consistent reading.
struct Totals {
    std::uint64_t handed_out = 0; ///< attempts begun
    std::uint64_t done = 0, retried = 0, rejected = 0, deferred = 0, dead = 0;
    std::uint64_t late_completions = 0; ///< late, double, forged or foreign ones
    std::uint64_t refused_retains = 0;  ///< retain() and release() of what is not the plugin's, or over the limit
};

/// Told of each settled delivery, and of each that waits for another attempt, by an engine thread; must not block. For
/// `turnout dev`, tests and the live view.
struct Settlement {
    std::string_view route;
    const eventsub::Event* event = nullptr;
    std::string_view verdict; ///< "ok", "retry" (it waits for another attempt), "reject", "dead"
    std::string_view reason;
    std::uint32_t attempt = 0;
    std::chrono::nanoseconds since_accepted{};
    std::chrono::nanoseconds handling{}; ///< of this attempt: how long handle() took, without what was deferred
    journal::Sequence sequence = 0;
    std::uint32_t replay = 0; ///< 0: the delivery that acceptance caused
};

/// A delivery that was in its handler when the process crashed.
struct Crash {
    journal::DeliveryKey delivery;
    eventsub::Time time{};
};

using Observer = std::function<void(const Settlement&)>;

/// Threads: one dispatcher "delivery" and `workers` threads "worker-N", at times more (see worker_pool.hpp); all joined
/// by stop(), but for those that are stuck in a plugin.
class Engine : public plugins::DeferredPort, public plugins::TimerPort {
public:
    struct Options {
        config::Delivery limits;
        Observer observer;            ///< may be empty
        std::uint64_t seed = 0;       ///< of the jitter; 0: from std::random_device
        std::optional<Crash> crash{}; ///< of the former run, if a report says in which delivery
    };

    static std::unique_ptr<Engine> create(journal::Journal& journal, const eventsub::Clock& clock,
                                          std::shared_ptr<spdlog::logger> logger, Options options);

    using Handlers = delivery::Handlers;
    /// Opens the routes' cursors, deals with suspects of an unclean stop, begins to deliver and to run timers, also
    /// those of handlers that no route leads to. Throws journal::JournalError.
    virtual void start(std::vector<RouteBinding> routes, const Handlers& handlers = {}) = 0;
    /// Exchanges routes and handlers while events flow. Routes that are the same with the same handler go on
    /// undisturbed. Of others, and of handlers that are not named any more, nothing begins until what runs has ended;
    /// what is deferred when `timeout` is over becomes a RETRY. Then all are exchanged in one step, and
    /// retire_unknown() is due. Nothing: it was done. Else why it was not, and everything is as it was: a handler that
    /// has not returned by then, a journal that cannot be written. The routes of the handlers of `interlude` are held
    /// like those that change, and go on as they were if they are the same after it. One call at a time, after start().
    virtual std::optional<std::string> replace(std::vector<RouteBinding> routes, const Handlers& handlers,
                                               std::chrono::milliseconds timeout, const Interlude& interlude = {}) = 0;
    /// What is left of routes that are gone becomes retired, as start() has it. Blocks for a commit. Throws
    /// journal::JournalError; then the next call, or start(), does the rest.
    virtual void retire_unknown() = 0;
    /// Forgets a handler that replace() has taken out: takes from it what it retains. Nothing refers to it then.
    virtual void dismiss(const std::shared_ptr<plugins::Handler>& handler) = 0;
    /// So many threads call plugins from now on, beside spare ones (worker_pool.hpp), at least one. More: they run when
    /// it returns; throws std::runtime_error if the system gives none, and it is as it was then. Fewer: the others end
    /// as soon as they are in no plugin, which is not waited for, and it cannot fail. After start(), before stop().
    virtual void set_workers(std::size_t workers) = 0;

    /// Hands out nothing new and waits up to `timeout` until no handle() runs that is not past its timeout;
    /// deferred deliveries can be completed until stop(). False if one still runs.
    virtual bool quiesce(std::chrono::milliseconds timeout) = 0;
    /// Hands out nothing new, waits up to `timeout` for what is being handled, leaves the rest to the next start.
    /// True if nothing was cut short.
    virtual bool stop(std::chrono::milliseconds timeout) = 0;

    /// From Listener::appended(): there is something to read. Any thread, does not block.
    virtual void notify() noexcept = 0;

    /// Extensions of plugins, as long as the engine lives.
    virtual plugins::StatePort& states() = 0;
    virtual plugins::EmitPort& emissions() = 0;

    /// A route as it runs now; null: there is no such route. Any thread, after start().
    virtual std::shared_ptr<const RouteEntry> route(const std::string& name) const = 0;

    virtual Totals totals() const = 0;
    /// Rows were added to the journal for this route, by a replay: they are looked at now. Any thread, does not block.
    virtual void reload_parked(const std::string& route) = 0;

    /// How each route stands, retired ones included. Reads the journal; any thread, after start().
    virtual std::vector<RouteStatus> routes() const = 0;
    /// What happened on each configured route. Any thread, after start().
    virtual std::vector<RouteFigures> figures() const = 0;
    /// How each plugin stands, by name: those that run, and those that a route names. Any thread, after start().
    virtual std::vector<PluginStatus> plugins() const = 0;

    /// The route's events wait from now on, or go on; what is being handled ends as usual. Lasts over restarts, until
    /// it is called again or the route is dropped. False: there is no such route (retired ones do not count), or the
    /// configuration pauses it, so that it cannot be resumed. Blocks for a commit; any thread, after start(). Throws
    /// journal::JournalError.
    virtual bool pause(const std::string& route, bool paused) = 0;

    /// What keeps it from delivering, one sentence each for the operator; empty: nothing does.
    virtual std::vector<std::string> trouble() const = 0;
    /// Every route has settled everything up to the journal's end and nothing waits or runs. For `turnout dev` and
    /// tests.
    virtual bool idle() const = 0;
};

} // namespace turnout::delivery
