// What a plugin class says of itself, as constant data.
#pragma once
#include <turnout/abi.h>
#include <turnout/settings.hpp>
#include <turnout/text.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace turnout::detail {

template <class... Events>
inline constexpr std::array<turnout_event_type, sizeof...(Events)> declared_types{
    {{to_str(Events::event_type), to_str(Events::event_version)}...}};

/// `static constexpr turnout::setting settings[]` of the class, if it has any.
template <class Plugin> constexpr std::span<const setting> settings_of() {
    if constexpr (requires { Plugin::settings; }) {
        return Plugin::settings;
    } else {
        return {};
    }
}

template <class Plugin>
inline constexpr auto setting_records = [] {
    std::array<turnout_setting, settings_of<Plugin>().size()> result{};
    std::size_t at = 0;
    for (const auto& one : settings_of<Plugin>()) {
        result[at++] = {sizeof(turnout_setting),
                        static_cast<turnout_setting_type>(one.type),
                        one.required ? TURNOUT_SETTING_REQUIRED : 0,
                        0,
                        to_str(one.key),
                        to_str(one.help),
                        to_str(one.fallback)};
    }
    return result;
}();

template <class Plugin>
inline constexpr auto setting_table = [] {
    std::array<const turnout_setting*, settings_of<Plugin>().size()> result{};
    for (std::size_t at = 0; at < result.size(); ++at) result[at] = &setting_records<Plugin>[at];
    return result;
}();

template <class Plugin> constexpr std::uint32_t concurrency_of() {
    if constexpr (requires { Plugin::max_concurrency; }) {
        return Plugin::max_concurrency;
    } else {
        return 1;
    }
}

template <class Plugin> constexpr turnout_str summary_of() {
    if constexpr (requires { Plugin::summary; }) {
        return to_str(Plugin::summary);
    } else {
        return {nullptr, 0};
    }
}

template <class Plugin> constexpr turnout_str ordering_key_of() {
    if constexpr (requires { Plugin::ordering_key; }) {
        return to_str(Plugin::ordering_key);
    } else {
        return {nullptr, 0};
    }
}

template <class Plugin, class... Events>
constexpr turnout_plugin_description describe(std::string_view id, std::string_view version) {
    static_assert(sizeof...(Events) > 0,
                  "turnout: TURNOUT_PLUGIN(Class, id, version, event types...) needs at least one "
                  "event type; turnout::any_event stands for all");
    return {sizeof(turnout_plugin_description),
            concurrency_of<Plugin>(),
            to_str(id),
            to_str(version),
            summary_of<Plugin>(),
            declared_types<Events...>.data(),
            declared_types<Events...>.size(),
            setting_table<Plugin>.data(),
            setting_table<Plugin>.size(),
            ordering_key_of<Plugin>()};
}

} // namespace turnout::detail
