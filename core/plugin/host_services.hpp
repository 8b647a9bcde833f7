// The host's side of the ABI for one plugin instance: log, settings, deferred deliveries, extensions.
#pragma once
#include "core/config/config.hpp"
#include "core/plugin/extensions.hpp"
#include "core/plugin/handler.hpp"
#include "core/plugin/metrics_service.hpp"
#include "core/plugin/timer_service.hpp"

#include <turnout/abi.h>

#include <spdlog/logger.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace turnout::plugins {

/// Any thread, as turnout_host says. Outlives the plugin instance that it was handed to.
class HostServices {
public:
    HostServices(config::Plugin plugin, std::string host_version, DeferredPort& port,
                 std::shared_ptr<spdlog::logger> logger, const Extensions& extensions);
    HostServices(const HostServices&) = delete;
    HostServices& operator=(const HostServices&) = delete;

    const turnout_host* table() const { return &table_; }

    const config::Plugin& plugin() const { return plugin_; }

    /// Control thread, between the plugin's calls: what config() answers from now on. Returns what it answered before.
    std::map<std::string, std::string> exchange_settings(std::map<std::string, std::string> settings) {
        return std::exchange(plugin_.settings, std::move(settings));
    }

    spdlog::logger& logger() const { return *logger_; }

    /// Whose table this is.
    static HostServices& of(const turnout_host* host) { return *static_cast<const Table*>(host)->owner; }

    /// Null if this host has no such extension.
    MetricsService* metrics() { return metrics_ ? &*metrics_ : nullptr; }

    MetricsPort* metrics_port() const { return extensions_.metrics; }

    TimerService* timers() { return timers_ ? &*timers_ : nullptr; }

    StatePort* states() const { return extensions_.states; }

    EmitPort* emissions() const { return extensions_.emissions; }

private:
    struct Table : turnout_host {
        HostServices* owner;
    };

    static const void* get_extension(const turnout_host* host, turnout_str id) noexcept;
    static void log(const turnout_host* host, turnout_level level, turnout_str message) noexcept;
    static std::int32_t config(const turnout_host* host, turnout_str key, turnout_str* value) noexcept;
    static std::int32_t complete(const turnout_host* host, std::uint64_t token, turnout_verdict verdict,
                                 const turnout_outcome* outcome) noexcept;
    static std::int32_t retain(const turnout_host* host, std::uint64_t token) noexcept;
    static void release(const turnout_host* host, std::uint64_t token) noexcept;

    config::Plugin plugin_;
    std::string host_version_;
    DeferredPort& port_;
    std::shared_ptr<spdlog::logger> logger_;
    Extensions extensions_;
    std::optional<MetricsService> metrics_;
    std::optional<TimerService> timers_;
    Table table_;
};

} // namespace turnout::plugins
