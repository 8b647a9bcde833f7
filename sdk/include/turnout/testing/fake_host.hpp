// A host for tests: keeps what a plugin logs, hands out settings, waits for deferred deliveries, and has fakes of all
// extensions.
#pragma once
#include <turnout/abi.h>
#include <turnout/testing/fake_services.hpp>
#include <turnout/text.hpp>

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace turnout::testing {

struct log_line {
    turnout_level level = TURNOUT_INFO;
    std::string text;
};

/// Any thread, but set(), offer() and without(), which come before the plugin is made; set() also before it is
/// configured. Outlives the plugin.
class fake_host {
public:
    explicit fake_host(std::string instance = "test") : instance_(std::move(instance)) {
        table_.owner = this;
        table_.services = &services_;
        table_.struct_size = sizeof(turnout_host);
        table_.abi_version = TURNOUT_ABI_VERSION;
        table_.name = to_str("turnout");
        table_.version = to_str("0.0-test");
        table_.instance = to_str(instance_);
        table_.get_extension = get_extension;
        table_.log = log;
        table_.config = config;
        table_.complete = complete;
        table_.retain = retain;
        table_.release = release;
        services_.deliveries.when_over([this](std::uint64_t token, bool ok) {
            services_.state.settle(token, ok, services_.clock.now());
            services_.emitted.settle(token, ok);
        });
    }

    fake_host(const fake_host&) = delete;
    fake_host& operator=(const fake_host&) = delete;

    /// Setting `plugin.<instance>.<key>`.
    fake_host& set(std::string key, std::string value) {
        settings_[std::move(key)] = std::move(value);
        return *this;
    }

    const std::map<std::string, std::string, std::less<>>& settings() const { return settings_; }

    /// What get_extension() answers for this id; `extension` outlives the host.
    fake_host& offer(std::string id, const void* extension) {
        extensions_[std::move(id)] = extension;
        return *this;
    }

    /// As a host that lacks an extension: without(TURNOUT_STATE_EXTENSION).
    fake_host& without(std::string id) { return offer(std::move(id), nullptr); }

    std::vector<log_line> log() const {
        const std::lock_guard lock{mutex_};
        return log_;
    }

    /// Whether a line holds this text.
    bool logged(std::string_view part) const {
        const std::lock_guard lock{mutex_};
        for (const auto& line : log_) {
            if (line.text.find(part) != std::string::npos) return true;
        }
        return false;
    }

    fake_deliveries& deliveries() { return services_.deliveries; }

    fake_clock& clock() { return services_.clock; }

    fake_metrics& metrics() { return services_.metrics; }

    fake_state& state() { return services_.state; }

    fake_emissions& emitted() { return services_.emitted; }

    const turnout_host* raw() const { return &table_; }

private:
    struct host_table : detail::fake_table {
        fake_host* owner = nullptr;
    };

    static fake_host& of(const turnout_host* host) { return *static_cast<const host_table*>(host)->owner; }

    static const void* get_extension(const turnout_host* host, turnout_str id) noexcept {
        const auto& known = of(host).extensions_;
        const auto found = known.find(to_view(id));
        return found == known.end() ? nullptr : found->second;
    }

    static void log(const turnout_host* host, turnout_level level, turnout_str message) noexcept {
        auto& self = of(host);
        const std::lock_guard lock{self.mutex_};
        self.log_.push_back({level, std::string{to_view(message)}});
    }

    static std::int32_t config(const turnout_host* host, turnout_str key, turnout_str* value) noexcept {
        const auto& known = of(host).settings_;
        const auto found = known.find(to_view(key));
        if (found == known.end()) return 0;
        if (value != nullptr) *value = to_str(found->second);
        return 1;
    }

    static std::int32_t complete(const turnout_host* host, std::uint64_t token, turnout_verdict verdict,
                                 const turnout_outcome* outcome) noexcept {
        return of(host).deliveries().complete(token, verdict, outcome) ? 1 : 0;
    }

    static std::int32_t retain(const turnout_host* host, std::uint64_t token) noexcept {
        return of(host).deliveries().retain(token) ? 1 : 0;
    }

    static void release(const turnout_host* host, std::uint64_t token) noexcept {
        of(host).deliveries().release(token);
    }

    std::string instance_;
    std::map<std::string, std::string, std::less<>> settings_;
    std::map<std::string, const void*, std::less<>> extensions_{
        {TURNOUT_TIMER_EXTENSION, &detail::timer_functions::table},
        {TURNOUT_METRICS_EXTENSION, &detail::metrics_functions::table},
        {TURNOUT_STATE_EXTENSION, &detail::state_functions::table},
        {TURNOUT_EMIT_EXTENSION, &detail::emit_functions::table}};
    fake_services services_;
    mutable std::mutex mutex_;
    std::vector<log_line> log_;
    host_table table_;
};

} // namespace turnout::testing
