#include "core/http/api/route_json.hpp"

#include "core/http/api/json.hpp"
#include "core/http/api/problem.hpp"

#include <algorithm>

namespace turnout::http {
namespace {

const char* state_of(const delivery::RouteStatus& route) {
    if (route.retired) return "retired";
    if (!route.enabled) return "disabled";
    if (route.paused) return "paused";
    return route.reason.empty() ? "active" : "blocked";
}

const char* name_of(delivery::CircuitState state) {
    switch (state) {
    case delivery::CircuitState::open: return "open";
    case delivery::CircuitState::half_open: return "half_open";
    case delivery::CircuitState::closed: break;
    }
    return "closed";
}

} // namespace

Poco::JSON::Object::Ptr json_of(const delivery::RouteStatus& route) {
    auto result = make_object();
    result->set("name", route.name)
        .set("state", std::string(state_of(route)))
        .set("reason", readable(route.reason))
        .set("plugin", route.plugin)
        .set("type", route.type)
        .set("backlog", route.backlog)
        .set("waiting", route.waiting)
        .set("held", route.held)
        .set("dead", route.dead)
        .set("in_memory", route.in_memory)
        .set("running", route.running)
        .set("oldest", json_of(route.oldest))
        .set("circuit", std::string(name_of(route.circuit)));
    return result;
}

delivery::RouteStatus find_route(const RoutesPort& port, const std::string& name) {
    const auto routes = port.routes();
    const auto found = std::find_if(routes.begin(), routes.end(), [&](const auto& each) { return each.name == name; });
    if (found == routes.end())
        throw Problem(404, "there is no route " + name, "See GET /api/v1/routes for those there are");
    return *found;
}

delivery::RouteStatus find_active_route(const RoutesPort& port, const std::string& name) {
    auto route = find_route(port, name);
    if (route.retired)
        throw Problem(409, "route " + name + " is retired", "Name a route that is configured, or configure it again");
    return route;
}

delivery::RouteStatus find_target(const RoutesPort& port, const std::string& name) {
    auto route = find_active_route(port, name);
    if (!route.enabled)
        throw Problem(409, "route " + name + " is not enabled: nothing is delivered on it",
                      "Set route." + name + ".enabled = true and reload (`turnout reload`), or name another route");
    return route;
}

std::string waits_on(const delivery::RouteStatus& route) {
    if (!route.enabled) return "route " + route.name + " is not enabled: what is replayed onto it waits until it is";
    if (route.paused) return "route " + route.name + " is paused: what is replayed onto it waits until it is resumed";
    return {};
}

} // namespace turnout::http
