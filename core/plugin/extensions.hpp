// What this host can do for plugins beyond the base table.
#pragma once
#include "core/plugin/emit_port.hpp"
#include "core/plugin/metrics_port.hpp"
#include "core/plugin/state_port.hpp"
#include "core/plugin/timer_port.hpp"

namespace turnout::plugins {

/// The ports outlive the plugins. Null: this host has no such extension.
struct Extensions {
    MetricsPort* metrics = nullptr;
    TimerPort* timers = nullptr;
    StatePort* states = nullptr;
    EmitPort* emissions = nullptr;
};

} // namespace turnout::plugins
