// Whether a plugin is configured with settings that it has.
#pragma once
#include "core/config/config.hpp"
#include "sdk/lint/manifest.hpp"

#include <filesystem>

namespace turnout::plugins {

/// Where it was configured: FILE:LINE, or its library when it was not.
std::filesystem::path place_of(const config::Plugin& plugin);

/// A plugin that says which settings it has is not handed others (they are most likely misspelt), nor started without
/// one that it requires, nor with one that is not of its type. Throws PluginError that names the place in the
/// configuration, and what was probably meant.
void check_settings(const config::Plugin& plugin, const lint::Manifest& manifest);

/// The same with the defaults of what is not set.
config::Plugin with_defaults(config::Plugin plugin, const lint::Manifest& manifest);

} // namespace turnout::plugins
