// What a gate is configured with, counts, and tells.
#pragma once
#include "core/http/gate/peer.hpp"
#include "core/http/gate/request.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace turnout::http {

/// Newcomers over the limit that may be told so at a time; beyond them they are closed without a word.
inline constexpr std::size_t overflow_connections = 128;

struct GateOptions {
    Limits limits;
    std::size_t max_connections = 4096;             ///< of all gates of one socket together
    std::size_t max_held = std::size_t{32} << 20;   ///< bytes of requests that are read or wait for their answer
    std::chrono::milliseconds request_time{10'000}; ///< from the first byte to the last; also from accept to the first
    std::chrono::milliseconds idle_time{75'000};    ///< between an answer and the next request
    std::chrono::milliseconds flush_time{10'000};   ///< for a client that does not read its answer
    std::chrono::milliseconds linger_time{2'000};   ///< for the client to close after it was told so
};

/// What of the options may change while a gate runs. Each holds by itself: nothing depends on two of them being of the
/// same moment. Any thread.
class GateBounds {
public:
    explicit GateBounds(const GateOptions& options) { set(options); }

    void set(const GateOptions& options) noexcept {
        header_ = options.limits.header;
        body_ = options.limits.body;
        const auto before = max_connections_.exchange(options.max_connections);
        if (before != options.max_connections)
            lowered_to_ = before != 0 && options.max_connections < before ? options.max_connections : 0;
        max_held_ = options.max_held;
        request_time_ = options.request_time;
        idle_time_ = options.idle_time;
    }

    /// `limits`, with the sizes that are in force.
    Limits apply_to(Limits limits) const noexcept {
        limits.header = header_.load(std::memory_order_relaxed);
        limits.body = body_.load(std::memory_order_relaxed);
        return limits;
    }

    std::size_t max_connections() const noexcept { return max_connections_.load(std::memory_order_relaxed); }

    /// The limit, as long as it was lowered and there are more than that; else 0.
    std::size_t lowered_to() const noexcept { return lowered_to_.load(std::memory_order_relaxed); }

    /// There are no more than that now.
    void reached(std::size_t limit) noexcept { lowered_to_.compare_exchange_strong(limit, 0); }

    std::size_t max_held() const noexcept { return max_held_.load(std::memory_order_relaxed); }

    std::chrono::milliseconds request_time() const noexcept { return request_time_.load(std::memory_order_relaxed); }

    std::chrono::milliseconds idle_time() const noexcept { return idle_time_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint32_t> header_{0};
    std::atomic<std::uint64_t> body_{0};
    std::atomic<std::size_t> max_connections_{0}, max_held_{0}, lowered_to_{0};
    std::atomic<std::chrono::milliseconds> request_time_{std::chrono::milliseconds::zero()};
    std::atomic<std::chrono::milliseconds> idle_time_{std::chrono::milliseconds::zero()};
};

/// Written by the loop, read by anyone.
struct GateCounters {
    std::atomic<std::uint64_t> accepted{0};
    std::atomic<std::uint64_t> requests{0};      ///< complete and handed out
    std::atomic<std::uint64_t> refused{0};       ///< answered by the gate itself, for any reason
    std::atomic<std::uint64_t> timeouts{0};      ///< of requests, idle connections, answers that nobody reads
    std::atomic<std::uint64_t> evicted{0};       ///< closed to make room for a newcomer
    std::atomic<std::uint64_t> over_limit{0};    ///< newcomers refused, as nobody could be evicted
    std::atomic<std::uint64_t> out_of_memory{0}; ///< connections closed because memory was short
};

/// Told by the loop thread; must not block. Outlives the gate's loop.
class GateObserver {
public:
    GateObserver() = default;
    GateObserver(const GateObserver&) = delete;
    GateObserver& operator=(const GateObserver&) = delete;
    virtual ~GateObserver() = default;

    /// The gate answered by itself. `reason` is static text.
    virtual void refused(int status, const char* reason, const Peer& peer) noexcept = 0;
    /// About four times a second, also while the gate drains.
    virtual void tick() noexcept = 0;
};

} // namespace turnout::http
