// GET /plugins: which plugins run, what they are busy with, and what stays of former ones.
#include "core/http/api/json.hpp"
#include "core/http/api/plugin_json.hpp"
#include "core/http/api/resources.hpp"

namespace turnout::http {
namespace {

class PluginsResource final : public Resource {
public:
    explicit PluginsResource(const RoutesPort& port) : port_(port) {}

    std::string_view path() const override { return "/plugins"; }

    std::vector<std::string_view> methods() const override { return {"GET"}; }

    Json answer(Call& call) override {
        call.parameters.finish();
        auto result = make_object();
        set_plugins(*result, port_.plugins(), port_.zombies());
        return result;
    }

private:
    const RoutesPort& port_;
};

} // namespace

std::unique_ptr<Resource> make_plugins_resource(const RoutesPort& plugins) {
    return std::make_unique<PluginsResource>(plugins);
}

} // namespace turnout::http
