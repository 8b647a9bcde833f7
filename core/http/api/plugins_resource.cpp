// GET /plugins: which plugins run, and what they are busy with.
#include "core/http/api/json.hpp"
#include "core/http/api/resources.hpp"

namespace turnout::http {
namespace {

Poco::JSON::Object::Ptr process_of(const plugins::ProcessStatus& process) {
    Poco::JSON::Array::Ptr lines = new Poco::JSON::Array;
    for (const auto& line : process.last_lines) lines->add(line);
    auto result = make_object();
    result->set("running", process.pid != 0).set("restarts", process.restarts);
    if (process.pid != 0) result->set("pid", process.pid);
    if (!process.last_end.empty()) result->set("last_end", process.last_end).set("last_lines", lines);
    return result;
}

class PluginsResource final : public Resource {
public:
    explicit PluginsResource(const RoutesPort& port) : port_(port) {}

    std::string_view path() const override { return "/plugins"; }

    std::vector<std::string_view> methods() const override { return {"GET"}; }

    Json answer(Call& call) override {
        call.parameters.finish();
        Poco::JSON::Array::Ptr plugins = new Poco::JSON::Array;
        for (const auto& each : port_.plugins()) {
            auto plugin = make_object();
            plugin->set("name", each.name)
                .set("running", each.running)
                .set("slots", each.slots)
                .set("busy", each.busy)
                .set("stuck", each.stuck)
                .set("wedged", each.wedged);
            if (each.process) plugin->set("process", process_of(*each.process));
            plugins->add(plugin);
        }
        auto result = make_object();
        result->set("plugins", plugins);
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
