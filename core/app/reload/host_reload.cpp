#include "core/app/reload/host_reload.hpp"

#include "core/app/reload/self_test.hpp"
#include "core/app/required_plugins.hpp"
#include "core/app/route_bindings.hpp"
#include "core/app/version.hpp"
#include "core/plugin/check_settings.hpp"
#include "core/plugin/content.hpp"
#include "core/plugin/error.hpp"
#include "core/plugin/source.hpp"

#include <algorithm>

namespace turnout::app {
namespace {

/// What stop() and destroy() of an old plugin may take.
constexpr std::chrono::milliseconds farewell{10'000};

const config::Plugin* find(const config::Config& config, const std::string& name) {
    const auto found = std::find_if(config.plugins.begin(), config.plugins.end(),
                                    [&](const auto& plugin) { return plugin.name == name; });
    return found == config.plugins.end() ? nullptr : &*found;
}

std::vector<std::string> removed_in(const Plan& plan) {
    std::vector<std::string> names;
    for (const auto& change : plan.plugins)
        if (change.kind == PluginChange::Kind::removed) names.push_back(change.name);
    return names;
}

} // namespace

plugins::PluginSet::Options plugin_options(const config::Config& config) {
    const auto& options = config.plugin_options;
    return {options.directory,
            options.cache.empty() ? config.state_directory / "plugins" : options.cache,
            std::string(version),
            options.start_timeout,
            options.max_zombies,
            std::filesystem::read_symlink("/proc/self/exe").parent_path() / "turnout-runner",
            static_cast<std::uint32_t>(config.delivery.workers)};
}

std::vector<std::string> plugin_names(const config::Config& config) {
    std::vector<std::string> names;
    for (const config::Plugin& plugin : config.plugins) names.push_back(plugin.name);
    return names;
}

HostReload::HostReload(const Parts& parts, std::shared_ptr<const config::Config> current)
    : parts_(parts),
      logger_(parts.logs.get("reload")),
      current_(std::move(current)) {
    for (const auto& plugin : current_->plugins)
        if (!parts_.plugins.find(plugin.name)) note_failed(*current_, plugin);
}

std::string HostReload::content_now(const config::Config& config, const config::Plugin& plugin) {
    const auto source = plugins::open_source(config.plugin_options.directory, plugin.library);
    return plugins::content_of(source.file.get(), source.path);
}

void HostReload::note_failed(const config::Config& config, const config::Plugin& plugin) {
    try {
        failed_[plugin.name] = content_now(config, plugin);
    } catch (const plugins::PluginError&) { // whatever it is when it can be read is something else
        failed_[plugin.name].clear();
    }
}

Plan HostReload::plan(const config::Config& next, bool retry) const {
    Contents known = retry ? Contents{} : failed_;
    for (const auto& name : parts_.plugins.names()) known[name] = parts_.plugins.find(name)->content();
    return make_plan(*current_, next, known, [&](const config::Plugin& plugin) { return content_now(next, plugin); });
}

void HostReload::discard(const Instances& instances) {
    for (const auto& instance : instances) parts_.plugins.retire(instance, farewell);
}

std::shared_ptr<plugins::RunningPlugin> HostReload::make_tested(const config::Plugin& plugin) {
    auto made = parts_.plugins.make(plugin);
    if (!plugin.self_test) return made;
    const auto failure = std::make_shared<std::optional<std::string>>();
    const bool returned =
        parts_.plugins.attempt(made, "its self-test", [made, failure] { *failure = self_test(*made); });
    if (returned && !*failure) return made;
    discard({made});
    throw plugins::PluginError(plugins::place_of(plugin), returned ? **failure : "it hangs in its self-test", "");
}

/// Those that cannot be made are problems, unless they did not run before either and are not required.
HostReload::Instances HostReload::make_fresh(const config::Config& next, const Plan& plan, http::ReloadReport& report) {
    Instances fresh;
    for (const auto& change : plan.plugins) {
        if (change.kind == PluginChange::Kind::removed) continue;
        try {
            fresh.push_back(make_tested(*find(next, change.name)));
        } catch (const std::exception& error) {
            const bool ran = parts_.plugins.find(change.name) != nullptr || find(*current_, change.name) == nullptr;
            if (ran || is_required(next.plugin_options, change.name)) {
                report.problems.push_back("plugin " + change.name + ": " + error.what());
                continue;
            }
            note_failed(next, *find(next, change.name));
            logger_->warn("plugin {} does not run: {}; going on without it, as it is not required", change.name,
                          error.what());
        }
    }
    return fresh;
}

http::ReloadReport HostReload::apply(const config::Config& wanted, bool retry, bool dry_run) {
    http::ReloadReport report;
    try {
        const auto next = applicable(*current_, wanted);
        const Plan plan = this->plan(next, retry);
        report.changes = lines_of(plan);
        report.needs_restart = make_plan(*current_, wanted, {}, [](const auto&) { return ""; }).needs_restart;
        report.done = dry_run || plan.empty();
        // Also what is no change of the plan, such as other files with the same values.
        if (!dry_run && plan.empty()) current_ = std::make_shared<const config::Config>(next);
        if (report.done) return report;
        parts_.plugins.set(plugin_options(next));
        auto fresh = make_fresh(next, plan, report);
        if (report.problems.empty())
            exchange(next, plan, std::move(fresh), report);
        else
            discard(fresh);
    } catch (const std::exception& error) {
        report.problems.emplace_back(error.what());
    }
    report.done = report.problems.empty();
    if (!report.done) parts_.plugins.set(plugin_options(*current_));
    return report;
}

void HostReload::exchange(const config::Config& next, const Plan& plan, Instances fresh, http::ReloadReport& report) {
    const auto gone = removed_in(plan);
    const FindHandler find_handler = [&](const std::string& name) -> std::shared_ptr<plugins::Handler> {
        for (const auto& instance : fresh)
            if (instance->name() == name) return instance;
        if (std::find(gone.begin(), gone.end(), name) != gone.end()) return nullptr;
        return parts_.plugins.find(name);
    };
    delivery::Engine::Handlers handlers;
    for (const auto& plugin : next.plugins)
        if (auto handler = find_handler(plugin.name)) handlers.push_back(std::move(handler));
    try {
        auto bindings = bind_routes(next, find_handler, *logger_);
        const auto refused = parts_.engine.replace(std::move(bindings), handlers, next.plugin_options.drain_timeout);
        if (refused) report.problems.push_back(*refused);
    } catch (const std::exception& error) {
        report.problems.emplace_back(error.what());
    }
    handlers.clear();
    if (!report.problems.empty()) return discard(fresh);
    const auto left = parts_.plugins.exchange(std::move(fresh), gone);
    take_over(next);
    for (const auto& instance : left) parts_.engine.dismiss(instance);
    discard(left);
}

/// What cannot fail.
void HostReload::take_over(const config::Config& next) {
    parts_.server.set(next.eventsub);
    parts_.challenges.set(next.routes);
    parts_.readiness.set(next.plugin_options);
    parts_.figures.set(plugin_names(next));
    parts_.logs.set_level(next.log.level);
    current_ = std::make_shared<const config::Config>(next);
}

} // namespace turnout::app
