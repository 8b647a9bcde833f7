// What the delivery side sees of a running plugin, and what a plugin may ask of the delivery side.
#pragma once
#include "core/plugin/timer_port.hpp"

#include <turnout/abi.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace turnout::plugins {

/// What handle() gives that has handed the event on. No plugin can: theirs are all positive.
inline constexpr turnout_verdict answer_follows = -1;
/// What it gives, or answers later, when the plugin did not get the event: no attempt was made.
inline constexpr turnout_verdict not_begun = -2;

/// The answer to an event that was handed on, as handle() would have given it.
struct Answer {
    std::uint64_t token = 0;
    turnout_verdict verdict = TURNOUT_RETRY;
    std::uint32_t retry_after_ms = 0;
    std::chrono::nanoseconds handling{}; ///< how long the plugin took
    std::string reason;
    bool timeout = false; ///< it was past its timeout
};

/// Of a plugin with `isolation = process`.
struct ProcessStatus {
    std::int64_t pid = 0; ///< 0: it does not run
    std::uint64_t restarts = 0;
    std::string last_end;                ///< how and why the last one ended; empty: none has
    std::vector<std::string> last_lines; ///< that this one logged or printed before
};

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

    /// Whether handle() only hands the event on, and the answer comes by DeferredPort::answered(), at last when the
    /// time of the event is over. Then it is for the handler itself to call the plugin no more than max_concurrency()
    /// times at once.
    virtual bool answers_later() const noexcept { return false; }

    /// Whether it takes another event now. When that becomes true, DeferredPort::answered() is called.
    virtual bool has_room() const noexcept { return true; }

    /// Whether it hangs in a call other than handle(), so that nothing of it may be called any more.
    virtual bool given_up() const noexcept { return false; }

    /// How the process stands in which it runs by itself; nothing: it runs in this one.
    virtual std::optional<ProcessStatus> process() const { return std::nullopt; }

    /// Worker threads, at most max_concurrency() at once. An unknown verdict comes back as TURNOUT_RETRY with a reason;
    /// the two above only from those that answer later.
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

    /// Answers to events that the instance has handed on, and that it may have room again. An answer to another one is
    /// passed over, and counted.
    virtual void answered(std::string_view instance, std::span<const Answer> answers) noexcept = 0;

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
