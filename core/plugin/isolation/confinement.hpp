// What a plugin's process may have, as it is configured.
#pragma once
#include "core/config/config.hpp"
#include "core/plugin/isolation/messages.hpp"

namespace turnout::plugins::isolation {

Confinement confinement_of(const config::Plugin& plugin);

/// In the process itself, before the plugin's code is loaded. Throws std::system_error, std::runtime_error.
void confine(const Confinement& confinement);

} // namespace turnout::plugins::isolation
