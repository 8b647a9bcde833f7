// GET /routes: how each route stands.
#include "core/http/api/json.hpp"
#include "core/http/api/resources.hpp"
#include "core/http/api/route_json.hpp"

namespace turnout::http {
namespace {

class RoutesResource final : public Resource {
public:
    explicit RoutesResource(const RoutesPort& port) : port_(port) {}

    std::string_view path() const override { return "/routes"; }

    std::vector<std::string_view> methods() const override { return {"GET"}; }

    Json answer(Call& call) override {
        call.parameters.finish();
        Poco::JSON::Array::Ptr routes = new Poco::JSON::Array;
        for (const auto& each : port_.routes()) routes->add(json_of(each));
        auto result = make_object();
        result->set("routes", routes);
        return result;
    }

private:
    const RoutesPort& port_;
};

} // namespace

std::unique_ptr<Resource> make_routes_resource(const RoutesPort& routes) {
    return std::make_unique<RoutesResource>(routes);
}

} // namespace turnout::http
