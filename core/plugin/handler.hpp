// What the delivery side sees of a running plugin, and what a plugin may ask of the delivery side.
#pragma once
#include "core/plugin/timer_port.hpp"

#include <turnout/abi.h>

#include <cstdint>
#include <string_view>

namespace turnout::plugins {

/// A started plugin instance. Held by shared_ptr: the route table and each delivery in progress keep it loaded.
class Handler {
public:
    Handler() = default;
    Handler(const Handler&) = delete;
    Handler& operator=(const Handler&) = delete;
    virtual ~Handler() = default;

    virtual std::string_view name() const = 0;    ///< of the instance, as in `plugin.NAME.*`
    virtual std::string_view id() const = 0;      ///< from its description, e.g. "turnout.logger"
    virtual std::string_view version() const = 0; ///< from its description

    virtual std::uint64_t generation() const { return 1; } ///< from 1: which one of its name since the start

    virtual std::uint32_t max_concurrency() const = 0; ///< 0: as the host likes; 1: one handle() at a time
    /// Whether it declared this type and version, or takes any.
    virtual bool handles(std::string_view type, std::string_view version) const = 0;

    /// Worker threads, at most max_concurrency() at once. An unknown verdict comes back as TURNOUT_RETRY with a reason.
    virtual turnout_verdict handle(const turnout_event& event, turnout_outcome& outcome) noexcept = 0;

    /// When a timer of the plugin is due next; max: none. Any thread.
    virtual TimerMoment next_timer() const noexcept { return TimerMoment::max(); }

    /// Worker threads; counts as a handle(). Calls one timer that is due at `now`, if there is one.
    virtual void run_timer(TimerMoment /*now*/) noexcept {}
};

/// Deferred deliveries: called by plugins, through the host table, from any thread of theirs. A token is good for the
/// instance that its delivery was handed to, and for no other.
class DeferredPort {
public:
    DeferredPort() = default;
    DeferredPort(const DeferredPort&) = delete;
    DeferredPort& operator=(const DeferredPort&) = delete;
    virtual ~DeferredPort() = default;

    /// True if the token names a delivery that waits for its completion; late, double, forged and foreign ones are
    /// counted.
    virtual bool complete(std::string_view instance, std::uint64_t token, turnout_verdict verdict,
                          std::uint32_t retry_after_ms, std::string_view reason) noexcept = 0;
    /// False if the event is not the instance's to keep, or it keeps TURNOUT_MAX_RETAINED others; counted.
    virtual bool retain(std::string_view instance, std::uint64_t token) noexcept = 0;
    /// False if the instance does not retain it; counted.
    virtual bool release(std::string_view instance, std::uint64_t token) noexcept = 0;
};

} // namespace turnout::plugins
