#include "core/plugin/state_service.hpp"

#include "core/plugin/host_services.hpp"
#include "core/plugin/text.hpp"

#include <turnout/text.hpp>

#include <algorithm>
#include <exception>
#include <optional>

namespace turnout::plugins {

namespace {

constexpr std::size_t longest_type = 100;
constexpr std::size_t longest_version = 16;
constexpr std::size_t longest_exception = 1024;

bool is_text(turnout_str text, std::size_t limit) {
    return text.size <= limit && (text.data != nullptr || text.size == 0);
}

bool is_key(turnout_str key) {
    return key.size != 0 && is_text(key, TURNOUT_STATE_MAX_KEY);
}

/// Runs what asks the port; what it throws is a failure of the store, and told.
template <class Ask> auto guarded(const turnout_host* host, Ask ask) noexcept -> decltype(ask(HostServices::of(host))) {
    auto& services = HostServices::of(host);
    try {
        return ask(services);
    } catch (const std::exception& error) {
        services.logger().error("[{}] its state: {}", services.plugin().name, error.what());
        return TURNOUT_STATE_FAILED;
    }
}

/// What the visitor answers; nothing if it let an exception out, which is the plugin's fault, and told.
std::optional<std::int32_t> call_visitor(const HostServices& services, turnout_state_visitor visitor, void* context,
                                         turnout_str key, turnout_str value) {
    std::string thrown;
    try {
        return visitor(context, key, value);
    } catch (const std::exception& error) {
        thrown = one_line(error.what(), longest_exception);
    } catch (...) { // the boundary to foreign code
        thrown = "what is no std::exception";
    }
    services.logger().error("[{}] the plugin's visitor of its state threw, which none may: {}", services.plugin().name,
                            thrown);
    return std::nullopt;
}

std::string copy(turnout_str text) {
    return std::string{to_view(text)};
}

turnout_state_result c_get(const turnout_host* host, std::uint64_t token, turnout_str key, turnout_state_visitor found,
                           void* context) noexcept {
    if (!is_key(key) || found == nullptr) return TURNOUT_STATE_INVALID;
    return guarded(host, [&](HostServices& services) {
        std::string value;
        const auto result = services.states()->get(services.plugin().name, token, copy(key), value);
        if (result != TURNOUT_STATE_DONE) return result;
        const auto answer = call_visitor(services, found, context, key, to_str(value));
        return answer ? result : turnout_state_result{TURNOUT_STATE_INVALID};
    });
}

turnout_state_result c_put(const turnout_host* host, std::uint64_t token, turnout_str key, turnout_str value) noexcept {
    if (!is_key(key) || !is_text(value, TURNOUT_STATE_MAX_VALUE)) return TURNOUT_STATE_INVALID;
    return guarded(host, [&](HostServices& services) {
        return services.states()->write(services.plugin().name, token, copy(key), copy(value));
    });
}

turnout_state_result c_erase(const turnout_host* host, std::uint64_t token, turnout_str key) noexcept {
    if (!is_key(key)) return TURNOUT_STATE_INVALID;
    return guarded(host, [&](HostServices& services) {
        return services.states()->write(services.plugin().name, token, copy(key), std::nullopt);
    });
}

std::int64_t c_scan(const turnout_host* host, std::uint64_t token, turnout_str prefix, turnout_str after,
                    std::uint32_t limit, turnout_state_visitor each, void* context) noexcept {
    if (!is_text(prefix, TURNOUT_STATE_MAX_KEY) || !is_text(after, TURNOUT_STATE_MAX_KEY) || each == nullptr)
        return TURNOUT_STATE_INVALID;
    return guarded(host, [&](HostServices& services) -> std::int64_t {
        StatePort::Entries found;
        const auto most = std::min<std::size_t>(limit, TURNOUT_STATE_MAX_SCAN);
        const auto result =
            services.states()->scan(services.plugin().name, token, copy(prefix), copy(after), most, found);
        if (result < 0) return result;
        std::int64_t calls = 0;
        for (const auto& [key, value] : found) {
            ++calls;
            const auto answer = call_visitor(services, each, context, to_str(key), to_str(value));
            if (!answer) return TURNOUT_STATE_INVALID;
            if (*answer != 1) break;
        }
        return calls;
    });
}

turnout_state_result c_once(const turnout_host* host, std::uint64_t token, turnout_str key,
                            std::uint64_t time_to_live_ms) noexcept {
    if (!is_key(key) || time_to_live_ms == 0) return TURNOUT_STATE_INVALID;
    return guarded(host, [&](HostServices& services) {
        // For ever is a hundred years: what is longer would not fit the clock.
        constexpr std::uint64_t longest = std::uint64_t{100} * 366 * 24 * 3'600'000;
        const auto time = static_cast<std::int64_t>(std::min(time_to_live_ms, longest));
        return services.states()->once(services.plugin().name, token, copy(key), std::chrono::milliseconds{time});
    });
}

bool is_name(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.'; });
}

turnout_emit_result c_emit(const turnout_host* host, std::uint64_t token, turnout_str type, turnout_str version,
                           turnout_str json) noexcept {
    const bool texts =
        is_text(type, longest_type) && is_text(version, longest_version) && is_text(json, TURNOUT_EMIT_MAX_BODY);
    if (!texts || !is_derived_type(to_view(type)) || version.size == 0 || !is_name(to_view(version)))
        return TURNOUT_EMIT_INVALID;
    auto& services = HostServices::of(host);
    try {
        return services.emissions()->emit(services.plugin().name, token, to_view(type), to_view(version),
                                          to_view(json));
    } catch (const std::exception& error) {
        services.logger().error("[{}] a derived event: {}", services.plugin().name, error.what());
        return TURNOUT_EMIT_FULL; // out of memory
    }
}

} // namespace

const turnout_state& state_table() {
    static constexpr turnout_state functions{sizeof(turnout_state), 0, c_get, c_put, c_erase, c_scan, c_once};
    return functions;
}

const turnout_emit& emit_table() {
    static constexpr turnout_emit functions{sizeof(turnout_emit), 0, c_emit};
    return functions;
}

bool is_derived_type(std::string_view type) {
    constexpr std::string_view prefix = TURNOUT_EMIT_PREFIX;
    return type.size() > prefix.size() && type.size() <= longest_type && type.starts_with(prefix) && is_name(type);
}

} // namespace turnout::plugins
