// The host as a plugin sees it.
#pragma once
#include <turnout/abi.h>
#include <turnout/logger.hpp>
#include <turnout/settings.hpp>
#include <turnout/text.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace turnout {

/// Cheap to copy; valid until the plugin is destroyed.
class host {
public:
    explicit host(const turnout_host* raw) : raw_(raw) {}

    /// Name of this instance in the configuration: NAME of `plugin.NAME.library`.
    std::string_view instance() const { return to_view(raw_->instance); }

    /// Version of the host.
    std::string_view version() const { return to_view(raw_->version); }

    logger log() const { return logger{raw_}; }

    /// Setting `plugin.<instance>.<key>`, or `fallback` if it is not set. Throws config_error if it is no T. Only in
    /// constructors, start() and configure().
    template <class T> T config(std::string_view key, T fallback) const {
        const auto text = find(key);
        return text ? parse_setting<T>(whole_key(key), *text) : std::move(fallback);
    }

    /// The same for a setting that must be there.
    template <class T> T config(std::string_view key) const {
        const auto text = find(key);
        if (!text) throw config_error(whole_key(key), "is missing");
        return parse_setting<T>(whole_key(key), *text);
    }

    /// A further service of the host as its revision describes it, or nullptr.
    const void* extension(std::string_view id) const { return raw_->get_extension(raw_, to_str(id)); }

    const turnout_host* raw() const { return raw_; }

private:
    std::optional<std::string_view> find(std::string_view key) const {
        turnout_str text{};
        if (raw_->config(raw_, to_str(key), &text) != 1) return std::nullopt;
        return to_view(text);
    }

    std::string whole_key(std::string_view key) const {
        return "plugin." + std::string{instance()} + "." + std::string{key};
    }

    const turnout_host* raw_;
};

} // namespace turnout
