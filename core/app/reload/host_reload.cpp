#include "core/app/reload/host_reload.hpp"

#include "core/app/descriptor_limit.hpp"
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

using Instances = std::vector<std::shared_ptr<plugins::RunningPlugin>>;

/// `wanted` with each of `fresh` in the place of the one of its name.
delivery::Arrangement with_fresh(delivery::Arrangement wanted, const Instances& fresh) {
    const auto renew = [&](std::shared_ptr<plugins::Handler>& handler) {
        for (const auto& instance : fresh)
            if (handler && handler->name() == instance->name()) handler = instance;
    };
    for (auto& binding : wanted.routes) renew(binding.handler);
    for (auto& handler : wanted.handlers) renew(handler);
    return wanted;
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

/// One that is to be tested first has to be a fresh one.
bool HostReload::can_configure(const PluginChange& change, const config::Config& next) const {
    if (change.kind != PluginChange::Kind::new_settings) return false;
    const auto running = parts_.plugins.find(change.name);
    const auto& wanted = *find(next, change.name);
    return running && running->can_configure() && !wanted.self_test &&
           find(*current_, change.name)->isolation == wanted.isolation;
}

/// Of all but those that may be configured, which become `changes`. Those that cannot be made are problems, unless
/// they did not run before either and are not required.
HostReload::Instances HostReload::make_fresh(const config::Config& next, const Plan& plan, Reconfiguration& changes,
                                             http::ReloadReport& report) {
    Instances fresh;
    for (const auto& change : plan.plugins) {
        if (change.kind == PluginChange::Kind::removed) continue;
        const auto& wanted = *find(next, change.name);
        try {
            if (!can_configure(change, next)) {
                fresh.push_back(make_tested(wanted));
                continue;
            }
            auto running = parts_.plugins.find(change.name);
            running->check(wanted);
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
        Reconfiguration changes{
            {[this](const auto& instance, const auto& plugin) { return parts_.plugins.configure(instance, plugin); },
             [this](const auto& plugin) { return parts_.plugins.make(plugin); }},
            logger_};
        auto fresh = make_fresh(next, plan, changes, report);
        if (report.problems.empty())
            exchange(next, plan, std::move(fresh), changes, report);
        else
            discard(fresh);
    } catch (const std::exception& error) {
        report.problems.emplace_back(error.what());
    }
    report.done = report.problems.empty();
    if (!report.done) parts_.plugins.set(plugin_options(*current_));
    return report;
}

delivery::Arrangement HostReload::arrange(const config::Config& config, const Instances& fresh,
                                          const std::vector<std::string>& gone) const {
    const FindHandler find_handler = [&](const std::string& name) -> std::shared_ptr<plugins::Handler> {
        for (const auto& instance : fresh)
            if (instance->name() == name) return instance;
        if (std::find(gone.begin(), gone.end(), name) != gone.end()) return nullptr;
        return parts_.plugins.find(name);
    };
    delivery::Arrangement all{bind_routes(config, find_handler, *logger_), {}};
    for (const auto& plugin : config.plugins)
        if (auto handler = find_handler(plugin.name)) all.handlers.push_back(std::move(handler));
    return all;
}

/// While nothing of the plugins runs that change. Nothing: it was refused, and all of them are as they were. If one of
/// them cannot be, what ran so far with another instance in its place.
std::optional<delivery::Arrangement> HostReload::reconfigure(const delivery::Arrangement& wanted,
                                                             Reconfiguration& changes, http::ReloadReport& report) {
    const auto why = changes.perform();
    if (!why) return with_fresh(wanted, changes.fresh());
    report.problems.push_back(*why);
    parts_.plugins.set(plugin_options(*current_));
    changes.undo();
    for (auto& line : changes.repair()) report.problems.push_back(std::move(line));
    if (changes.spoilt().empty()) return std::nullopt;
    return arrange(*current_, changes.fresh(), changes.missing());
}

void HostReload::exchange(const config::Config& next, const Plan& plan, Instances fresh, Reconfiguration& changes,
                          http::ReloadReport& report) {
    const auto gone = removed_in(plan);
    std::optional<std::string> refused;
    Listeners listeners;
    try {
        listeners = listen(next, plan);
        // More threads may fail to start; fewer cannot fail and wait for take_over().
        parts_.engine.set_workers(std::max(current_->delivery.workers, next.delivery.workers));
        const auto wanted = arrange(next, fresh, gone);
        delivery::Interlude interlude;
        if (!changes.empty())
            interlude = {changes.handlers(), [&] { return reconfigure(wanted, changes, report); },
                         [&] { changes.undo(); }};
        refused = parts_.engine.replace(wanted.routes, wanted.handlers, next.plugin_options.drain_timeout, interlude);
    } catch (const std::exception& error) {
        refused = error.what();
    }
    if (refused && report.problems.empty()) report.problems.push_back(*refused);
    if (!report.problems.empty()) {
        parts_.engine.set_workers(current_->delivery.workers);
        return fall_back(fresh, changes, !refused, report);
    }
    take_over(next, listeners);
    for (auto& instance : changes.fresh()) fresh.push_back(std::move(instance));
    put_in_place(std::move(fresh), gone);
    for (const auto& change : plan.plugins)
        if (change.kind == PluginChange::Kind::new_settings)
            report.notes.push_back("plugin " + change.name +
                                   (changes.configured(change.name) ? ": configured" : ": new instance"));
}

/// `repaired`: what took the place of those that are spoilt runs already.
void HostReload::fall_back(const Instances& fresh, const Reconfiguration& changes, bool repaired,
                           http::ReloadReport& report) {
    discard(fresh);
    discard(changes.leftovers());
    if (!repaired) {
        discard(changes.fresh());
        for (const auto& name : changes.spoilt()) {
            astray_.insert(name);
            report.problems.push_back("plugin " + name +
                                      ": it is not as the configuration says; a reload makes it anew");
        }
        return;
    }
    put_in_place(changes.fresh(), changes.missing());
    for (const auto& name : changes.missing()) note_failed(*current_, *find(*current_, name));
}

/// The engine has them already; those whose place they take go.
void HostReload::put_in_place(Instances fresh, const std::vector<std::string>& gone) {
    const auto left = parts_.plugins.exchange(std::move(fresh), gone);
    for (const auto& instance : left) parts_.engine.dismiss(instance);
    discard(left);
}

/// Where the old sockets are still open, so that nobody is refused.
HostReload::Listeners HostReload::listen(const config::Config& next, const Plan& plan) const {
    const auto anew = [&](const char* key, const config::Address& before, const config::Address& after) {
        if (std::find(plan.settings.begin(), plan.settings.end(), key) == plan.settings.end())
            return std::shared_ptr<http::Listener>();
        try {
            return std::make_shared<http::Listener>(after);
        } catch (const http::ListenError& error) {
            const char* hint = before.port == after.port
                                   ? "; the host has that port already: for another address of it, restart the host"
                                   : "";
            throw http::ListenError(std::string(key) + ": " + error.what() + hint);
        }
    };
    return {anew("http.address", current_->http.address, next.http.address),
            anew("admin.address", current_->admin.address, next.admin.address)};
}

/// What cannot fail.
void HostReload::take_over(const config::Config& next, const Listeners& listeners) {
    if (listeners.callback) parts_.server.move_to(listeners.callback);
    if (listeners.admin) parts_.admin.move_to(listeners.admin);
    parts_.engine.set_workers(next.delivery.workers);
    parts_.journal.set_limits(journal_limits(next));
    parts_.server.set(next.http, next.eventsub);
    if (next.http.max_connections != current_->http.max_connections)
        raise_descriptor_limit(next.http.max_connections, *logger_);
    parts_.challenges.set(next.routes);
    parts_.readiness.set(next.plugin_options);
    parts_.figures.set(plugin_names(next));
    parts_.logs.set_level(next.log.level);
    current_ = std::make_shared<const config::Config>(next);
    astray_.clear();
}

} // namespace turnout::app
