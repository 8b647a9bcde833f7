// A host for tests: keeps what a plugin logs, hands out settings, waits for deferred deliveries.
#pragma once
#include <turnout/abi.h>
#include <turnout/testing/fake_deliveries.hpp>
#include <turnout/text.hpp>

#include <functional>
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

/// Any thread, but set() and offer(), which come before the plugin is made. Outlives the plugin.
class fake_host {
public:
    explicit fake_host(std::string instance = "test") : instance_(std::move(instance)) {
        table_.owner = this;
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
    }

    fake_host(const fake_host&) = delete;
    fake_host& operator=(const fake_host&) = delete;

    /// Setting `plugin.<instance>.<key>`.
    fake_host& set(std::string key, std::string value) {
        settings_[std::move(key)] = std::move(value);
        return *this;
    }

    const std::map<std::string, std::string, std::less<>>& settings() const { return settings_; }

    /// What get_extension() answers for this id; `table` outlives the host.
    fake_host& offer(std::string id, const void* table) {
        extensions_[std::move(id)] = table;
        return *this;
    }

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

    fake_deliveries& deliveries() { return deliveries_; }

    const turnout_host* raw() const { return &table_; }

private:
    struct host_table : turnout_host {
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
        return of(host).deliveries_.complete(token, verdict, outcome) ? 1 : 0;
    }

    static void retain(const turnout_host* host, std::uint64_t token) noexcept { of(host).deliveries_.retain(token); }

    static void release(const turnout_host* host, std::uint64_t token) noexcept { of(host).deliveries_.release(token); }

    std::string instance_;
    std::map<std::string, std::string, std::less<>> settings_;
    std::map<std::string, const void*, std::less<>> extensions_;
    fake_deliveries deliveries_;
    mutable std::mutex mutex_;
    std::vector<log_line> log_;
    host_table table_;
};

} // namespace turnout::testing
