// plugins.required: without which plugins a host does not start.
#pragma once
#include "core/config/config.hpp"

#include <algorithm>
#include <string_view>

namespace turnout::app {

inline bool is_required(const config::Plugins& plugins, std::string_view name) {
    const auto& names = plugins.required_names;
    return plugins.required == config::Required::all ||
           (plugins.required == config::Required::listed && std::find(names.begin(), names.end(), name) != names.end());
}

} // namespace turnout::app
