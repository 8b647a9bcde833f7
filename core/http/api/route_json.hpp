// How a route stands in the API's answers.
#pragma once
#include "core/http/api/routes_port.hpp"

#include <Poco/JSON/Object.h>

#include <string>

namespace turnout::http {

/// `state` is one word: "retired", "disabled", "paused", "blocked" (nothing is handed out, `reason` says why), or
/// "active".
Poco::JSON::Object::Ptr json_of(const delivery::RouteStatus& route);

/// Throws Problem (404) if there is none of that name.
delivery::RouteStatus find_route(const RoutesPort& port, const std::string& name);

/// Of a route that something is replayed onto. Throws Problem also (409) if it is not enabled.
delivery::RouteStatus find_target(const RoutesPort& port, const std::string& name);

/// Why what is replayed onto it will wait, for the operator; empty: nothing makes it wait.
std::string waits_on(const delivery::RouteStatus& route);

/// Throws Problem also (409) if it is retired: nothing is delivered on it any more.
delivery::RouteStatus find_active_route(const RoutesPort& port, const std::string& name);

} // namespace turnout::http
