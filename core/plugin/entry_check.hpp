// Whether the tables of a plugin are what the ABI asks for, and what its note says.
#pragma once
#include "sdk/lint/manifest.hpp"

#include <turnout/abi.h>

#include <filesystem>

namespace turnout::plugins {

/// Throws PluginError that names `source`. `manifest` is what the file's note says, made readable.
void check_entry(const turnout_entry& entry, const lint::Manifest& manifest, const std::filesystem::path& source);

} // namespace turnout::plugins
