// What the API can see of routes and plugins, and do to routes.
#pragma once
#include "core/delivery/status.hpp"
#include "core/journal/types.hpp"
#include "core/plugin/zombies.hpp"

#include <optional>
#include <string>
#include <vector>

namespace turnout::http {

/// Threads "admin-worker", several at a time.
class RoutesPort {
public:
    RoutesPort() = default;
    RoutesPort(const RoutesPort&) = delete;
    RoutesPort& operator=(const RoutesPort&) = delete;
    virtual ~RoutesPort() = default;

    virtual std::vector<delivery::RouteStatus> routes() const = 0;
    virtual std::vector<delivery::PluginStatus> plugins() const = 0;
    virtual turnout::plugins::ZombieStatus zombies() const = 0;

    /// Its events wait, or go on; lasts over restarts. False: the configuration pauses it, so that it cannot be
    /// resumed.
    virtual bool pause(const std::string& route, bool paused) = 0;

    /// Of each event the condition by which the route, as it runs now, passes it by, as it stands in the configuration
    /// behind "route.NAME.": "type", "where.event.user_id.is", "enabled"; empty: it takes the event. Nothing: no such
    /// route is configured.
    virtual std::optional<std::vector<std::string>>
    passed_by(const std::string& route, const std::vector<journal::StoredEvent>& events) const = 0;

    /// Rows were added to it by a replay: they are looked at now.
    virtual void replayed(const std::string& route) = 0;

    /// Ends a retired route: its cursor and what waits on it; dead letters stay. Durable when it returns.
    virtual void drop(const std::string& route) = 0;
};

} // namespace turnout::http
