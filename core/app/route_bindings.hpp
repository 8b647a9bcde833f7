// Routes with the plugins that serve them.
#pragma once
#include "core/config/config.hpp"
#include "core/delivery/engine.hpp"

#include <spdlog/logger.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace turnout::app {

/// Null: it does not run.
using FindHandler = std::function<std::shared_ptr<plugins::Handler>(const std::string& name)>;

/// A route whose plugin handles nothing of it would lose its events without a word: it is refused with a StartError,
/// or, if the plugin is not required, its events wait.
std::vector<delivery::RouteBinding> bind_routes(const config::Config& config, const FindHandler& find,
                                                spdlog::logger& logger);

} // namespace turnout::app
