// What a new configuration, or new files of plugins, change of a running host.
#pragma once
#include "core/config/config.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace turnout::app {

struct PluginChange {
    enum class Kind { added, removed, new_code, new_settings };

    Kind kind = Kind::added;
    std::string name;
    bool by_configure = false; ///< new settings: the running instance is asked to go on with them
};

struct RouteChange {
    enum class Kind { added, removed, changed };

    Kind kind = Kind::added;
    std::string name;
};

struct Plan {
    std::vector<PluginChange> plugins;
    std::vector<RouteChange> routes;
    std::vector<std::string> settings;      ///< other keys that are applied at once
    std::vector<std::string> needs_restart; ///< keys whose new values wait for the next start

    bool empty() const { return plugins.empty() && routes.empty() && settings.empty(); }
};

/// What each running plugin was loaded from, by name, as plugins::content_of() tells. One that does not run has none.
using Contents = std::map<std::string, std::string>;

/// `content_now` tells it of the file that a plugin is to be loaded from, and may throw.
Plan make_plan(const config::Config& before, const config::Config& after, const Contents& running,
               const std::function<std::string(const config::Plugin&)>& content_now);

/// `after`, but for what needs a restart: that as it is in `before`. So is an address that overlaps one that the host
/// has open, and an eventsub.max_age that the journal.dedup_window in force does not allow.
config::Config applicable(const config::Config& before, config::Config after);

/// One line for each change, for the log and for `turnout reload`: "plugin greeter: new code".
std::vector<std::string> lines_of(const Plan& plan);

} // namespace turnout::app
