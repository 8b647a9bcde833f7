// What a plugin says when it is handed new settings while it runs.
#pragma once
#include <concepts>
#include <type_traits>

namespace turnout {

enum class configured {
    applied,           ///< it goes on with them
    needs_new_instance ///< a new instance is made with them, and its events wait until that runs
};

namespace detail {

/// A plugin that offers configure(), see turnout/plugin_base.hpp.
template <class Plugin>
concept configurable = requires(Plugin& plugin) {
    plugin.configure();
};

/// Nothing returned means applied.
template <class Plugin> configured configure(Plugin& plugin) {
    using result = decltype(plugin.configure());
    static_assert(std::is_void_v<result> || std::same_as<result, configured>,
                  "turnout: configure() returns nothing (applied) or a turnout::configured; to refuse it throws");
    if constexpr (std::is_void_v<result>) {
        plugin.configure();
        return configured::applied;
    } else {
        return plugin.configure();
    }
}

/// Whether there is a public configure() that the host cannot call.
template <class Plugin> consteval bool has_unfit_configure() {
    if constexpr (configurable<Plugin>) return false;
    return requires {
        &Plugin::configure;
    };
}

} // namespace detail

} // namespace turnout
