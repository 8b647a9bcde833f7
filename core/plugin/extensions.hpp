// What this host can do for plugins beyond the base table.
#pragma once
#include "core/plugin/metrics_port.hpp"

namespace turnout::plugins {

/// The ports outlive the plugins. Null: this host has no such extension.
struct Extensions {
    MetricsPort* metrics = nullptr;
};

} // namespace turnout::plugins
