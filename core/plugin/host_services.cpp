#include "core/plugin/host_services.hpp"

#include "core/plugin/state_service.hpp"
#include "core/plugin/text.hpp"

#include <turnout/first_size.hpp>
#include <turnout/text.hpp>

#include <exception>

namespace turnout::plugins {

namespace {

constexpr std::size_t longest_message = std::size_t{16} * 1024;
constexpr std::string_view host_name = "turnout";

spdlog::level::level_enum level_of(turnout_level level) {
    switch (level) {
    case TURNOUT_TRACE: return spdlog::level::trace;
    case TURNOUT_DEBUG: return spdlog::level::debug;
    case TURNOUT_WARNING: return spdlog::level::warn;
    case TURNOUT_ERROR: return spdlog::level::err;
    default: return spdlog::level::info;
    }
}

} // namespace

HostServices::HostServices(config::Plugin plugin, std::string host_version, DeferredPort& port,
                           std::shared_ptr<spdlog::logger> logger, const Extensions& extensions)
    : plugin_(std::move(plugin)),
      host_version_(std::move(host_version)),
      port_(port),
      logger_(std::move(logger)),
      extensions_(extensions),
      table_{{sizeof(turnout_host), TURNOUT_ABI_VERSION, to_str(host_name), to_str(host_version_), to_str(plugin_.name),
              get_extension, log, config, complete, retain, release},
             this} {
    if (extensions.metrics != nullptr) metrics_.emplace(plugin_.name, *extensions.metrics, logger_);
    if (extensions.timers != nullptr) timers_.emplace(*extensions.timers);
}

const void* HostServices::get_extension(const turnout_host* host, turnout_str id) noexcept {
    auto& self = of(host);
    const auto wanted = received(id);
    if (wanted == TURNOUT_METRICS_EXTENSION && self.metrics_) return &MetricsService::table();
    if (wanted == TURNOUT_TIMER_EXTENSION && self.timers_) return &TimerService::table();
    if (wanted == TURNOUT_STATE_EXTENSION && self.states() != nullptr) return &state_table();
    if (wanted == TURNOUT_EMIT_EXTENSION && self.emissions() != nullptr) return &emit_table();
    return nullptr;
}

void HostServices::log(const turnout_host* host, turnout_level level, turnout_str message) noexcept {
    const auto& self = of(host);
    const auto wanted = level_of(level);
    if (!self.logger_->should_log(wanted)) return;
    try {
        self.logger_->log(wanted, "[{}] {}", self.plugin_.name, one_line(received(message), longest_message));
    } catch (const std::exception&) {
        // Out of memory: there is no better place to say so than the log itself.
        self.logger_->log(wanted, "a plugin's message could not be formatted");
    }
}

std::int32_t HostServices::config(const turnout_host* host, turnout_str key, turnout_str* value) noexcept {
    const auto wanted = received(key);
    for (const auto& [name, text] : of(host).plugin_.settings) {
        if (name != wanted) continue;
        if (value != nullptr) *value = to_str(text);
        return 1;
    }
    return 0;
}

std::int32_t HostServices::complete(const turnout_host* host, std::uint64_t token, turnout_verdict verdict,
                                    const turnout_outcome* outcome) noexcept {
    if (verdict != TURNOUT_OK && verdict != TURNOUT_RETRY && verdict != TURNOUT_REJECT) return 0;
    std::uint32_t retry_after = 0;
    std::string reason;
    if (outcome != nullptr && outcome->struct_size >= first_size<turnout_outcome>) {
        retry_after = outcome->retry_after_ms;
        try {
            reason = one_line(bounded(outcome->reason), sizeof(outcome->reason));
        } catch (const std::exception&) {
            reason.clear(); // out of memory: the verdict counts more than its words
        }
    }
    const auto& self = of(host);
    return self.port_.complete(self.plugin_.name, token, verdict, retry_after, reason) ? 1 : 0;
}

std::int32_t HostServices::retain(const turnout_host* host, std::uint64_t token) noexcept {
    const auto& self = of(host);
    return self.port_.retain(self.plugin_.name, token) ? 1 : 0;
}

void HostServices::release(const turnout_host* host, std::uint64_t token) noexcept {
    const auto& self = of(host);
    self.port_.release(self.plugin_.name, token);
}

} // namespace turnout::plugins
