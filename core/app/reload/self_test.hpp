// A fresh plugin is handed sample events before it takes the place of the old one (plugin.NAME.self_test).
#pragma once
#include "core/plugin/running_plugin.hpp"

#include <optional>
#include <string>

namespace turnout::app {

/// One sample of each type that it handles, marked as a test; OK and nothing else is fine. The events are no
/// deliveries: what a handler keeps, emits or defers by its event's token is refused. Nothing: all were OK. Else which
/// was not, and what the plugin said. `plugin` takes no other event meanwhile.
std::optional<std::string> self_test(plugins::RunningPlugin& plugin);

} // namespace turnout::app
