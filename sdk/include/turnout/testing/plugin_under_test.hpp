// A plugin, run by a test through the real ABI.
#pragma once
#include <turnout/abi.h>
#include <turnout/configured.hpp>
#include <turnout/settings.hpp>
#include <turnout/testing/fake_host.hpp>
#include <turnout/text.hpp>

#include <chrono>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

/// Of the plugin whose sources the test is linked with.
extern "C" {
extern TURNOUT_EXPORT const turnout_entry turnout_plugin_entry;
}

namespace turnout::testing {

/// Made and started by the constructor, stopped and destroyed by the destructor. handle() may be called by several
/// threads, if the plugin stands it.
class plugin_under_test {
public:
    /// Throws std::runtime_error with the plugin's own words if it refuses to run, or if a setting is none of those
    /// that it declares, is missing or is not of its type (a host refuses such a configuration, too). `host` outlives
    /// it.
    explicit plugin_under_test(fake_host& host, const turnout_entry& entry = turnout_plugin_entry)
        : host_(host),
          description_(*entry.description),
          table_(*entry.plugin) {
        take_settings(description_);
        turnout_error error{sizeof(turnout_error), 0, {}};
        self_ = table_.create(host_.raw(), &error);
        if (self_ == nullptr) throw std::runtime_error(words(error));
        if (table_.start(self_, &error) == 1) return;
        table_.destroy(self_);
        throw std::runtime_error(words(error));
    }

    plugin_under_test(const plugin_under_test&) = delete;
    plugin_under_test& operator=(const plugin_under_test&) = delete;

    ~plugin_under_test() {
        host_.clock().stop();
        table_.stop(self_);
        table_.destroy(self_);
    }

    /// Has it go on with the settings that the host has by now, while no handle() runs. needs_new_instance also if it
    /// offers no configure(). Throws like the constructor if it, or a host, refuses them.
    configured configure() {
        take_settings(description_);
        if (table_.configure == nullptr) return configured::needs_new_instance;
        turnout_error error{sizeof(turnout_error), 0, {}};
        switch (table_.configure(self_, &error)) {
        case 1: return configured::applied;
        case -1: return configured::needs_new_instance;
        default: throw std::runtime_error(words(error));
        }
    }

    /// Its verdict. For a deferred delivery, what it says later, if that comes within `limit`; else TURNOUT_DEFERRED.
    outcome handle(event made, std::chrono::milliseconds limit = std::chrono::seconds{10}) {
        std::uint64_t token = 0;
        auto result = begin(std::move(made), token);
        if (!result.deferred()) return result;
        return host_.deliveries().wait(token, limit).value_or(result);
    }

    /// Its verdict, without waiting; `token` is set to that of the delivery.
    outcome begin(event made, std::uint64_t& token) {
        const auto& record = host_.deliveries().begin(std::move(made));
        token = record.token;
        turnout_outcome said{sizeof(turnout_outcome), 0, {}};
        const auto verdict = table_.handle(self_, &record, &said);
        host_.deliveries().end(token, verdict);
        return outcome::of(verdict, &said);
    }

private:
    static std::string words(const turnout_error& error) {
        const std::string_view all{error.message, sizeof(error.message)};
        return std::string{all.substr(0, all.find('\0'))};
    }

    /// As a host does: nothing unknown, nothing missing, defaults for what is not set.
    void take_settings(const turnout_plugin_description& description) {
        if (description.settings_count == 0) return;
        const std::span<const turnout_setting* const> declared{description.settings, description.settings_count};
        for (const auto& [key, value] : host_.settings()) {
            bool known = false;
            for (const auto* setting : declared) known = known || to_view(setting->key) == key;
            if (!known) throw std::runtime_error(key + " is no setting of " + std::string{to_view(description.id)});
        }
        for (const auto* setting : declared) {
            const std::string key{to_view(setting->key)};
            const std::string whole = "plugin." + std::string{to_view(host_.raw()->instance)} + "." + key;
            if (!host_.settings().contains(key)) {
                const bool required = (setting->flags & TURNOUT_SETTING_REQUIRED) != 0;
                if (setting->fallback.data != nullptr) {
                    host_.set(key, std::string{to_view(setting->fallback)});
                } else if (required) {
                    throw config_error(whole, "is missing");
                } else {
                    continue;
                }
            }
            check_setting(whole, static_cast<setting_type>(setting->type), host_.settings().at(key));
        }
    }

    fake_host& host_;
    const turnout_plugin_description& description_;
    const turnout_plugin& table_;
    void* self_ = nullptr;
};

} // namespace turnout::testing
