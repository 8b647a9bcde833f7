// How plugins, and what stays of former ones, stand in the API's answers.
#pragma once
#include "core/delivery/status.hpp"
#include "core/plugin/zombies.hpp"

#include <Poco/JSON/Object.h>

#include <vector>

namespace turnout::http {

/// Sets `plugins`, `zombies` and `max_zombies`.
void set_plugins(Poco::JSON::Object& answer, const std::vector<delivery::PluginStatus>& all,
                 const plugins::ZombieStatus& zombies);

} // namespace turnout::http
