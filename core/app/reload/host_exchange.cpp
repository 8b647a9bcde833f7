// How a reload exchanges what runs, and what it does when that is refused.
#include "core/app/admin_token.hpp"
#include "core/app/descriptor_limit.hpp"
#include "core/app/reload/aftermath.hpp"
#include "core/app/reload/host_reload.hpp"
#include "core/app/route_bindings.hpp"

#include <algorithm>
#include <utility>

namespace turnout::app {
namespace {

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
    for (const auto& name : changes.spoilt()) hung_[name] = changes.wanted(name);
    parts_.plugins.set(plugin_options(*current_));
    changes.undo();
    for (auto& line : changes.repair()) report.problems.push_back(std::move(line));
    if (changes.spoilt().empty()) return std::nullopt;
    return arrange(*current_, changes.fresh(), changes.missing());
}

void HostReload::exchange(const config::Config& next, const Plan& plan, Prepared prepared, Instances fresh,
                          Reconfiguration& changes, http::ReloadReport& report) {
    const auto gone = removed_in(plan);
    std::shared_ptr<config::Config> runs;
    std::optional<std::string> refused;
    try {
        runs = std::make_shared<config::Config>(next);
        for (const auto& listener : {prepared.callback, prepared.admin})
            if (listener) listener->listen();
        // More threads may fail to start; fewer cannot fail and wait for take_over().
        parts_.engine.set_workers(std::max(current_->delivery.workers, next.delivery.workers));
        const auto wanted = arrange(next, fresh, gone);
        delivery::Interlude interlude;
        if (!changes.empty())
            interlude = {changes.handlers(), [&] { return reconfigure(wanted, changes, report); },
                         [&] { changes.undo(); }};
        // Suspects refuse it, and what is no matter of routes and plugins must not wait for them.
        if (!plan.routes.empty() || !plan.plugins.empty())
            refused =
                parts_.engine.replace(wanted.routes, wanted.handlers, next.plugin_options.drain_timeout, interlude);
    } catch (const std::exception& error) {
        refused = error.what();
    }
    if (refused && report.problems.empty()) report.problems.push_back(*refused);
    if (!report.problems.empty()) {
        parts_.engine.set_workers(current_->delivery.workers);
        return fall_back(fresh, changes, !refused, report);
    }
    take_over(std::move(runs), prepared, report.warnings);
    attempt(report.warnings, "plugins are not as they should be", [&] {
        for (auto& instance : changes.fresh()) fresh.push_back(std::move(instance));
        put_in_place(std::move(fresh), gone, report.warnings);
        for (const auto& change : plan.plugins)
            if (change.kind == PluginChange::Kind::new_settings && parts_.plugins.find(change.name))
                report.notes.push_back("plugin " + change.name +
                                       (changes.configured(change.name) ? ": configured" : ": new instance"));
    });
}

/// `repaired`: what took the place of those that are spoilt runs already.
void HostReload::fall_back(const Instances& fresh, const Reconfiguration& changes, bool repaired,
                           http::ReloadReport& report) {
    discard(fresh);
    discard(changes.leftovers());
    report.disturbed = !changes.spoilt().empty();
    if (!repaired) {
        discard(changes.fresh());
        for (const auto& name : changes.spoilt()) {
            astray_.insert(name);
            report.problems.push_back("plugin " + name +
                                      ": it is not as the configuration says; a reload makes it anew");
        }
        return;
    }
    put_in_place(changes.fresh(), changes.missing(), report.warnings);
    for (const auto& name : changes.missing())
        failed_[name].clear(); // the next reload tries it again, whatever its file
}

/// The engine has them already; those whose place they take go.
void HostReload::put_in_place(Instances fresh, const std::vector<std::string>& gone, Warnings& warnings) {
    const auto left = parts_.plugins.exchange(std::move(fresh), gone);
    for (const auto& instance : left) {
        // Until it has ended it may use the events that it retains; one that does not end keeps them.
        if (!parts_.plugins.retire(instance, farewell)) continue;
        attempt(warnings, "plugin " + std::string{instance->name()} + ": what it kept in memory stays there",
                [&] { parts_.engine.dismiss(instance); });
    }
}

/// What may fail and costs little: before plugins are asked for anything. Nobody is let in by the sockets yet.
HostReload::Prepared HostReload::prepare(const config::Config& next, const Plan& plan) const {
    const auto changes = [&](const char* key) {
        return std::find(plan.settings.begin(), plan.settings.end(), key) != plan.settings.end();
    };
    const auto bind = [&](const char* key, const config::Address& address) {
        if (!changes(key)) return std::shared_ptr<http::Listener>();
        try {
            return std::make_shared<http::Listener>(address);
        } catch (const http::ListenError& error) {
            throw http::ListenError(std::string(key) + ": " + error.what());
        }
    };
    Prepared prepared{bind("http.address", next.http.address), bind("admin.address", next.admin.address), nullptr};
    if (changes("admin.token")) prepared.token = std::make_unique<http::BearerToken>(make_admin_token(next));
    return prepared;
}

/// The new routes and plugins run, so nothing here can refuse them any more: `current_` becomes `runs`, but for what
/// fails; that stays in it as it was, and so the next reload tries it again.
void HostReload::take_over(std::shared_ptr<config::Config> runs, const Prepared& prepared, Warnings& warnings) {
    const config::Config& next = *runs;
    const auto former = std::exchange(current_, runs);
    astray_.clear();
    hung_.clear();
    if (!attempt(warnings, "delivery.workers is as it was", [&] { parts_.engine.set_workers(next.delivery.workers); }))
        runs->delivery.workers = former->delivery.workers;
    if (!attempt(warnings, "the limits of the journal are as they were",
                 [&] { parts_.journal.set_limits(journal_limits(next)); }))
        runs->journal = former->journal;
    if (!attempt(warnings, "what was changed of http and eventsub is as it was",
                 [&] { parts_.server.set(next.http, next.eventsub); })) {
        const auto address = std::exchange(runs->http, former->http).address;
        runs->http.address = address;
        runs->eventsub = former->eventsub;
    }
    if (!attempt(warnings, "log.level is as it was", [&] { parts_.logs.set_level(next.log.level); }))
        runs->log = former->log;
    if (next.http.max_connections != former->http.max_connections)
        raise_descriptor_limit(next.http.max_connections, *logger_);
    attempt(warnings, "challenges are answered by the former routes", [&] { parts_.challenges.set(next.routes); });
    if (prepared.token) parts_.token.set(*prepared.token);
    // Whoever comes by another address is served as the new configuration says.
    if (prepared.callback) parts_.server.move_to(prepared.callback);
    if (prepared.admin) parts_.admin.move_to(prepared.admin);
    attempt(warnings, "readiness goes by the former plugins.required",
            [&] { parts_.readiness.set(next.plugin_options); });
    attempt(warnings, "metrics name the former plugins", [&] { parts_.figures.set(plugin_names(next)); });
    attempt(warnings, "routes that are gone do not stand as retired yet", [&] { parts_.engine.retire_unknown(); });
}

} // namespace turnout::app
