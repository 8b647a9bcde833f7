// Whether a plugin is configured with settings that it has.
#pragma once
#include "core/config/config.hpp"
#include "sdk/lint/manifest.hpp"

#include <filesystem>

namespace turnout::plugins {

/// Where it was configured: FILE:LINE, or its library when it was not.
std::filesystem::path place_of(const config::Plugin& plugin);

/// A plugin that says which settings it has is not handed others: they are most likely misspelt. Throws PluginError
/// that names the place in the configuration, and what was probably meant.
void check_settings(const config::Plugin& plugin, const lint::Manifest& manifest);

} // namespace turnout::plugins
