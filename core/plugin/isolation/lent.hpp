// Which events a runner has in its hands, and how many more it may get.
#pragma once
#include "core/plugin/handler.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace turnout::plugins::isolation {

using Moment = std::chrono::steady_clock::time_point;

/// Any thread.
///
/// The window: a runner gets no more than it handles within `lead`, so that its threads never wait for the next event
/// and none waits there for long; at least two for each of its threads, at most `widest`.
class Lent {
public:
    static constexpr std::chrono::milliseconds lead{5};
    static constexpr std::uint32_t widest = 256;

    /// For a runner with so many threads.
    void set_threads(std::uint32_t threads);

    std::uint32_t threads() const { return threads_.load(); }

    /// Whether one more may be handed to it.
    bool has_room() const { return handling_.load() < window_.load(); }

    std::uint32_t handling() const { return handling_.load(); }

    /// It goes to handle(), which may take so long. Returns how many were there before it.
    std::uint32_t add(std::uint64_t token, std::chrono::nanoseconds timeout, std::string event);
    /// handle() has answered. False: it is not in handle().
    bool answered(std::uint64_t token, turnout_verdict verdict, std::chrono::nanoseconds handling);
    /// A completion came for it, which was taken or not.
    void completed(std::uint64_t token);
    void retained(std::uint64_t token);
    void released(std::uint64_t token);

    /// What messages call an event that is in handle(), if it has been there for longer than it may; else nothing.
    std::optional<std::string> late(std::uint64_t token, std::chrono::nanoseconds time) const;

    /// The longest that something in handle() may take.
    std::chrono::nanoseconds longest() const;

    /// Forgets what was deferred so long ago that it is not awaited any more.
    void sweep(Moment now);

    /// What a runner that has ended had in its hands.
    struct Left {
        std::vector<std::uint64_t> begun, not_begun, deferred;
        std::vector<std::uint64_t> retained; ///< once for each time
        std::vector<std::string> events;     ///< those of `begun`, as messages call them
    };

    /// All of it. `begun` says of a token whether handle() has begun with it.
    Left take(const std::function<bool(std::uint64_t token)>& begun);

private:
    struct Event {
        std::chrono::nanoseconds timeout{};
        std::string name;
        bool deferred = false, completed = false;
        Moment awaited_until{}; ///< if deferred
    };

    void widen(std::chrono::nanoseconds handling);

    mutable std::mutex mutex_;
    std::unordered_map<std::uint64_t, Event> events_;
    std::unordered_map<std::uint64_t, std::uint32_t> retained_;
    std::chrono::nanoseconds usual_ = lead; ///< time in handle(), smoothed
    std::atomic<std::uint32_t> threads_{1}, handling_{0}, window_{2};
};

} // namespace turnout::plugins::isolation
