#include "core/app/reload/host_reload.hpp"

#include "core/app/reload/self_test.hpp"
#include "core/app/required_plugins.hpp"
#include "core/app/version.hpp"
#include "core/plugin/check_settings.hpp"
#include "core/plugin/content.hpp"
#include "core/plugin/error.hpp"
#include "core/plugin/source.hpp"

#include <algorithm>
#include <utility>

namespace turnout::app {

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

journal::Limits journal_limits(const config::Config& config) {
    const auto& journal = config.journal;
    return {journal.retention,    journal.max_size,       journal.min_free_disk,
            journal.dead_max_age, journal.dead_max_count, journal.dead_max_size};
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

const config::Plugin* HostReload::find(const config::Config& config, const std::string& name) {
    const auto found = std::find_if(config.plugins.begin(), config.plugins.end(),
                                    [&](const auto& plugin) { return plugin.name == name; });
    return found == config.plugins.end() ? nullptr : &*found;
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
    for (const auto& name : parts_.plugins.names())
        known[name] = astray_.contains(name) ? std::string{} : parts_.plugins.find(name)->content();
    auto plan =
        make_plan(*current_, next, known, [&](const config::Plugin& plugin) { return content_now(next, plugin); });
    for (auto& change : plan.plugins) change.by_configure = can_configure(change, next);
    return plan;
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

/// One that is to be tested first has to be a fresh one.
bool HostReload::can_configure(const PluginChange& change, const config::Config& next) const {
    if (change.kind != PluginChange::Kind::new_settings) return false;
    const auto running = parts_.plugins.find(change.name);
    const auto& wanted = *find(next, change.name);
    return running && running->can_configure() && !wanted.self_test &&
           find(*current_, change.name)->isolation == wanted.isolation;
}

/// Throws if it is not to be asked: one that hangs costs an instance.
void HostReload::check_configure(const plugins::RunningPlugin& running, const config::Plugin& wanted,
                                 bool retry) const {
    const auto hung = hung_.find(wanted.name);
    if (!retry && hung != hung_.end() && hung->second == wanted.settings)
        throw plugins::PluginError(plugins::place_of(wanted), "it hung in configure() over these settings",
                                   "change them; `turnout reload` and SIGHUP ask it again");
    parts_.plugins.check_zombies(wanted);
    running.check(wanted);
}

/// Of all but those that may be configured, which become `changes`. Those that cannot be made are problems, unless
/// they did not run before either and are not required.
HostReload::Instances HostReload::make_fresh(const config::Config& next, const Plan& plan, bool retry,
                                             Reconfiguration& changes, http::ReloadReport& report) {
    Instances fresh;
    for (const auto& change : plan.plugins) {
        if (change.kind == PluginChange::Kind::removed) continue;
        const auto& wanted = *find(next, change.name);
        try {
            if (!change.by_configure) {
                fresh.push_back(make_tested(wanted));
                continue;
            }
            auto running = parts_.plugins.find(change.name);
            check_configure(*running, wanted, retry);
            changes.add(std::move(running), *find(*current_, change.name), wanted);
        } catch (const std::exception& error) {
            const bool ran = parts_.plugins.find(change.name) != nullptr || find(*current_, change.name) == nullptr;
            if (ran || is_required(next.plugin_options, change.name)) {
                report.problems.push_back("plugin " + change.name + ": " + error.what());
                continue;
            }
            note_failed(next, wanted);
            logger_->warn("plugin {} does not run: {}; going on without it, as it is not required", change.name,
                          error.what());
        }
    }
    return fresh;
}

http::ReloadReport HostReload::apply(const config::Config& wanted, bool retry, bool dry_run) {
    http::ReloadReport report;
    std::optional<plugins::PluginSet::Options> former;
    try {
        const auto next = applicable(*current_, wanted);
        const Plan plan = this->plan(next, retry);
        report.changes = lines_of(plan);
        report.needs_restart = make_plan(*current_, wanted, {}, [](const auto&) { return ""; }).needs_restart;
        report.done = dry_run || plan.empty();
        // Also what is no change of the plan, such as other files with the same values.
        if (!dry_run && plan.empty()) current_ = std::make_shared<const config::Config>(next);
        if (report.done) return report;
        former = plugin_options(*current_);
        parts_.plugins.set(plugin_options(next));
        Reconfiguration changes{
            {[this](const auto& instance, const auto& plugin) { return parts_.plugins.configure(instance, plugin); },
             [this](const auto& plugin) { return parts_.plugins.make(plugin); }},
            logger_};
        auto prepared = prepare(next, plan);
        auto fresh = make_fresh(next, plan, retry, changes, report);
        if (report.problems.empty())
            exchange(next, plan, std::move(prepared), std::move(fresh), changes, report);
        else
            discard(fresh);
    } catch (const std::exception& error) {
        report.problems.emplace_back(error.what());
    }
    report.done = report.problems.empty();
    if (!report.done && former) parts_.plugins.set(std::move(*former));
    return report;
}

} // namespace turnout::app
