// The extensions of a fake host: tables for the plugin, objects for the test.
#pragma once
#include <turnout/abi.h>
#include <turnout/testing/fake_clock.hpp>
#include <turnout/testing/fake_deliveries.hpp>
#include <turnout/testing/fake_emissions.hpp>
#include <turnout/testing/fake_metrics.hpp>
#include <turnout/testing/fake_state.hpp>
#include <turnout/text.hpp>

#include <chrono>
#include <cstdint>
#include <string>

namespace turnout::testing {

struct fake_services {
    fake_deliveries deliveries;
    fake_clock clock;
    fake_metrics metrics;
    fake_state state;
    fake_emissions emitted;
};

namespace detail {

/// The host's table as the plugin gets it, and whose it is.
struct fake_table : turnout_host {
    fake_services* services = nullptr;
};

inline fake_services& services_of(const turnout_host* host) {
    return *static_cast<const fake_table*>(host)->services;
}

struct timer_functions {
    static std::uint64_t start(const turnout_host* host, std::uint64_t after, std::uint64_t period,
                               turnout_timer_callback callback, void* context) noexcept {
        return services_of(host).clock.start(after, period, callback, context);
    }

    static std::int32_t cancel(const turnout_host* host, std::uint64_t timer) noexcept {
        return services_of(host).clock.cancel(timer);
    }

    static constexpr turnout_timer table{sizeof(turnout_timer), 0, start, cancel};
};

struct metrics_functions {
    static std::uint64_t series(const turnout_host* host, const turnout_series* wanted, turnout_error* error) noexcept {
        return services_of(host).metrics.series(*wanted, error);
    }

    static void add(const turnout_host* host, std::uint64_t series, double amount) noexcept {
        services_of(host).metrics.add(series, amount);
    }

    static void set(const turnout_host* host, std::uint64_t series, double value) noexcept {
        services_of(host).metrics.set(series, value);
    }

    static void observe(const turnout_host* host, std::uint64_t series, double value) noexcept {
        services_of(host).metrics.observe(series, value);
    }

    static void drift(const turnout_host* host, turnout_str type, turnout_str path, std::uint64_t count) noexcept {
        services_of(host).metrics.drift(to_view(type), to_view(path), count);
    }

    static constexpr turnout_metrics table{sizeof(turnout_metrics), 0, series, add, set, observe, drift};
};

struct emit_functions {
    static turnout_emit_result emit(const turnout_host* host, std::uint64_t token, turnout_str type,
                                    turnout_str version, turnout_str json) noexcept {
        auto& services = services_of(host);
        if (!services.deliveries.is_open(token)) return TURNOUT_EMIT_NO_TOKEN;
        return services.emitted.emit(token, to_view(type), to_view(version), to_view(json));
    }

    static constexpr turnout_emit table{sizeof(turnout_emit), 0, emit};
};

struct state_functions {
    /// What is wrong with a call, or 0.
    static turnout_state_result problem(const turnout_host* host, std::uint64_t token, turnout_str key) noexcept {
        if (token != 0 && !services_of(host).deliveries.is_open(token)) return TURNOUT_STATE_NO_TOKEN;
        return key.size == 0 || key.size > TURNOUT_STATE_MAX_KEY ? TURNOUT_STATE_INVALID : 0;
    }

    static turnout_state_result get(const turnout_host* host, std::uint64_t token, turnout_str key,
                                    turnout_state_visitor found, void* context) {
        if (const auto wrong = problem(host, token, key); wrong != 0) return wrong;
        const auto value = services_of(host).state.get(to_view(key), token);
        if (!value) return TURNOUT_STATE_ABSENT;
        found(context, key, to_str(*value));
        return TURNOUT_STATE_DONE;
    }

    static turnout_state_result put(const turnout_host* host, std::uint64_t token, turnout_str key,
                                    turnout_str value) noexcept {
        if (const auto wrong = problem(host, token, key); wrong != 0) return wrong;
        if (value.size > TURNOUT_STATE_MAX_VALUE) return TURNOUT_STATE_INVALID;
        services_of(host).state.put(std::string{to_view(key)}, std::string{to_view(value)}, token);
        return TURNOUT_STATE_DONE;
    }

    static turnout_state_result erase(const turnout_host* host, std::uint64_t token, turnout_str key) noexcept {
        if (const auto wrong = problem(host, token, key); wrong != 0) return wrong;
        return services_of(host).state.erase(to_view(key), token) ? TURNOUT_STATE_DONE : TURNOUT_STATE_ABSENT;
    }

    static std::int64_t scan(const turnout_host* host, std::uint64_t token, turnout_str prefix, turnout_str after,
                             std::uint32_t limit, turnout_state_visitor each, void* context) {
        if (token != 0 && !services_of(host).deliveries.is_open(token)) return TURNOUT_STATE_NO_TOKEN;
        std::int64_t count = 0;
        for (const auto& [key, value] : services_of(host).state.all(token)) {
            if (!key.starts_with(to_view(prefix)) || key <= to_view(after)) continue;
            if (count >= limit || count >= TURNOUT_STATE_MAX_SCAN) break;
            ++count;
            if (each(context, to_str(key), to_str(value)) == 0) break;
        }
        return count;
    }

    static turnout_state_result once(const turnout_host* host, std::uint64_t token, turnout_str key,
                                     std::uint64_t time_to_live_ms) noexcept {
        if (token == 0) return TURNOUT_STATE_NO_TOKEN;
        if (const auto wrong = problem(host, token, key); wrong != 0) return wrong;
        if (time_to_live_ms == 0) return TURNOUT_STATE_INVALID;
        auto& services = services_of(host);
        return services.state.once(to_view(key), token, std::chrono::milliseconds{time_to_live_ms},
                                   services.clock.now());
    }

    static constexpr turnout_state table{sizeof(turnout_state), 0, get, put, erase, scan, once};
};

} // namespace detail
} // namespace turnout::testing
