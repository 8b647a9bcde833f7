#include "core/http/api/plugin_json.hpp"

#include "core/http/api/json.hpp"

#include <algorithm>

namespace turnout::http {
namespace {

Poco::JSON::Object::Ptr process_json(const plugins::ProcessStatus& process) {
    auto result = make_object();
    result->set("running", process.pid != 0).set("restarts", process.restarts);
    if (process.pid != 0) result->set("pid", process.pid);
    if (!process.last_end.empty())
        result->set("last_end", readable(process.last_end)).set("last_lines", json_of(process.last_lines));
    return result;
}

Poco::JSON::Object::Ptr plugin_json(const delivery::PluginStatus& plugin, const plugins::ZombieStatus& zombies) {
    const auto stay = std::count_if(zombies.all.begin(), zombies.all.end(),
                                    [&](const auto& zombie) { return zombie.plugin == plugin.name; });
    auto result = make_object();
    result->set("name", plugin.name)
        .set("running", plugin.running)
        .set("generation", plugin.generation)
        .set("slots", plugin.slots)
        .set("busy", plugin.busy)
        .set("stuck", plugin.stuck)
        .set("wedged", plugin.wedged)
        .set("zombies", static_cast<std::uint64_t>(stay));
    if (!plugin.reason.empty()) result->set("reason", readable(plugin.reason));
    if (plugin.process) result->set("process", process_json(*plugin.process));
    return result;
}

Poco::JSON::Object::Ptr zombie_json(const plugins::Zombie& zombie) {
    auto result = make_object();
    result->set("plugin", zombie.plugin)
        .set("library", readable(zombie.library.native()))
        .set("generation", zombie.generation)
        .set("since", json_of(zombie.since))
        .set("cause", readable(zombie.cause));
    return result;
}

} // namespace

void set_plugins(Poco::JSON::Object& answer, const std::vector<delivery::PluginStatus>& all,
                 const plugins::ZombieStatus& zombies) {
    Poco::JSON::Array::Ptr list = new Poco::JSON::Array, stay = new Poco::JSON::Array;
    for (const auto& plugin : all) list->add(plugin_json(plugin, zombies));
    for (const auto& zombie : zombies.all) stay->add(zombie_json(zombie));
    answer.set("plugins", list).set("zombies", stay).set("max_zombies", std::uint64_t{zombies.most});
}

} // namespace turnout::http
