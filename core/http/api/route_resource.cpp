// GET /routes/{name}: how it stands. DELETE: ends a route that is no longer configured.
#include "core/http/api/json.hpp"
#include "core/http/api/problem.hpp"
#include "core/http/api/resources.hpp"
#include "core/http/api/route_json.hpp"

namespace turnout::http {
namespace {

class RouteResource final : public Resource {
public:
    explicit RouteResource(RoutesPort& port) : port_(port) {}

    std::string_view path() const override { return "/routes/{name}"; }

    std::vector<std::string_view> methods() const override { return {"GET", "DELETE"}; }

    bool is_long(std::string_view method) const override { return method == "DELETE"; }

    Json answer(Call& call) override {
        call.parameters.finish();
        const auto route = find_route(port_, call.places[0]);
        if (call.method == "GET") return json_of(route);
        if (!route.retired)
            throw Problem(409, "route " + route.name + " is configured",
                          "Remove it from the configuration and reload (`turnout reload`); then it can be dropped");
        port_.drop(route.name);
        auto result = make_object();
        result->set("dropped", route.name).set("backlog", route.backlog);
        return result;
    }

private:
    RoutesPort& port_;
};

} // namespace

std::unique_ptr<Resource> make_route_resource(RoutesPort& routes) {
    return std::make_unique<RouteResource>(routes);
}

} // namespace turnout::http
