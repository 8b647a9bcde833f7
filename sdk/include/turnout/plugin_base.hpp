// The base class of plugins.
#pragma once
#include <turnout/host.hpp>
#include <turnout/metrics.hpp>
#include <turnout/router.hpp>
#include <turnout/state.hpp>
#include <turnout/timers.hpp>

#include <chrono>
#include <concepts>
#include <functional>
#include <string_view>
#include <utility>

namespace turnout {

namespace detail {
struct boundary;
}

template <class T>
concept typed_event = described_struct<T> && requires {
    { T::event_type } -> std::convertible_to<std::string_view>;
    { T::event_version } -> std::convertible_to<std::string_view>;
};

/// Constructor, start(), stop() and destructor run on the host's control thread, handlers on its workers: one at a time
/// unless the class says `static constexpr unsigned max_concurrency = N;` (0: as many as the host likes).
/// A constructor or start() that throws refuses the plugin with what().
///
/// A class that declares a public `void configure()` or `turnout::configured configure()` is handed new settings while
/// it runs: the host calls that on the control thread, between handlers and timers, and config() has the new ones. One
/// that throws refuses them with what(): then it must go on with the old ones. Without it the host makes a new
/// instance for them.
class plugin {
public:
    explicit plugin(const turnout::host& host) : host_(host) {}

    plugin(const plugin&) = delete;
    plugin& operator=(const plugin&) = delete;
    virtual ~plugin() = default;

    /// Last chance to refuse; threads are started here.
    virtual void start() {}

    /// No handler runs any more: answer what is deferred, join every thread.
    virtual void stop() {}

protected:
    /// Handlers are registered in the constructor or in start(). They take (const Event&) or (const Event&, context&)
    /// and return nothing or a verdict. One that throws is retried with what() as the reason.
    template <class Event, class Function> void on(Function function) {
        static_assert(typed_event<Event>, "turnout: on<Event>() needs a typed event such as "
                                          "turnout::twitch::channel_follow_v2; for everything else there is on_any()");
        router_.on<Event>(std::move(function));
    }

    /// Takes every event that no on<Event>() takes: (const any_event&) or (const any_event&, context&).
    template <class Function> void on_any(Function function) { router_.on_any(std::move(function)); }

    /// (const revocation&) or (const revocation&, context&).
    template <class Function> void on_revocation(Function function) { router_.on_revocation(std::move(function)); }

    /// Setting `plugin.<instance>.<key>`, see turnout/host.hpp. Only in the constructor, start() and configure().
    template <class T> T config(std::string_view key, T fallback) const {
        return host_.config<T>(key, std::move(fallback));
    }

    template <class T> T config(std::string_view key) const { return host_.config<T>(key); }

    logger log() const { return host_.log(); }

    /// Throws missing_extension if the host has none; so does everything below that needs an extension.
    turnout::metrics metrics() const { return turnout::metrics{host_.raw()}; }

    /// The store of this instance: reads and writes that belong to no delivery. In a handler see context::state().
    state_store state() const { return {host_.raw(), 0}; }

    /// Refuses the plugin on a host without this extension: TURNOUT_EMIT_EXTENSION, ... For what the constructor does
    /// not use itself.
    void needs(std::string_view extension) const {
        if (host_.extension(extension) == nullptr) throw missing_extension(extension);
    }

    /// Calls `function` every `period`, first when that has passed, between handlers as if it were one: never beside
    /// them unless max_concurrency allows it, never before start() has returned or after stop() was called. What it
    /// throws is logged. Any thread. Throws timer_error.
    timer every(std::chrono::milliseconds period, std::function<void()> function) {
        return timers_.every(period, std::move(function));
    }

    /// The same, once, after `delay`; 0: as soon as a worker is free, but never before start() has returned.
    timer after(std::chrono::milliseconds delay, std::function<void()> function) {
        return timers_.after(delay, std::move(function));
    }

    const turnout::host& the_host() const { return host_; }

private:
    friend struct detail::boundary;

    turnout::host host_;
    router router_;
    detail::timer_set timers_{host_.raw()};
};

} // namespace turnout
