// What can be said of a plugin's file without running any of its code.
#pragma once
#include "sdk/lint/rules.hpp"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace turnout::plugins {

using lint::Finding;
using lint::Manifest;

struct Inspection {
    Manifest manifest;             ///< its texts made fit for a log
    std::vector<Finding> findings; ///< no reason to refuse it, but something its author should mend
    std::string stays_because;     ///< this and the next as in lint::Report
    bool thread_local_objects = false;
};

/// Throws PluginError that names `file` if this host must not load it.
Inspection inspect(std::span<const std::byte> bytes, const std::filesystem::path& file);

/// Texts of a manifest as one line of valid UTF-8 each.
Manifest readable(Manifest manifest);

} // namespace turnout::plugins
