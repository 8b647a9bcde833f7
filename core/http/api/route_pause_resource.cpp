// POST /routes/{name}/pause: its events wait. POST /routes/{name}/resume: they go on.
#include "core/http/api/json.hpp"
#include "core/http/api/problem.hpp"
#include "core/http/api/resources.hpp"
#include "core/http/api/route_json.hpp"

namespace turnout::http {
namespace {

class RoutePauseResource final : public Resource {
public:
    RoutePauseResource(RoutesPort& port, bool pause) : port_(port), pause_(pause) {}

    std::string_view path() const override { return pause_ ? "/routes/{name}/pause" : "/routes/{name}/resume"; }

    std::vector<std::string_view> methods() const override { return {"POST"}; }

    Json answer(Call& call) override {
        call.parameters.finish();
        const auto& name = call.places[0];
        find_active_route(port_, name);
        if (!port_.pause(name, pause_))
            throw Problem(409, "route " + name + " is paused by the configuration",
                          "Remove route." + name + ".paused and reload (`turnout reload`)");
        return json_of(find_route(port_, name));
    }

private:
    RoutesPort& port_;
    const bool pause_;
};

} // namespace

std::unique_ptr<Resource> make_route_pause_resource(RoutesPort& routes, bool pause) {
    return std::make_unique<RoutePauseResource>(routes, pause);
}

} // namespace turnout::http
