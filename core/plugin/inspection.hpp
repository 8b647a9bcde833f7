// What can be said of a plugin's file without running any of its code.
#pragma once
#include "core/plugin/manifest.hpp"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace turnout::plugins {

/// Not a reason to refuse it, but something its author should mend.
struct Finding {
    std::string what;
    std::string advice;
};

struct Inspection {
    Manifest manifest;
    std::vector<Finding> findings;
    bool can_unload = true; ///< as far as the file tells
};

/// Throws PluginError that names `file` if this host must not load it.
Inspection inspect(std::span<const std::byte> bytes, const std::filesystem::path& file);

} // namespace turnout::plugins
