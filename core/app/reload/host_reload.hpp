// A new configuration is applied to a running host, or nothing of it.
#pragma once
#include "core/app/host_figures.hpp"
#include "core/app/logging.hpp"
#include "core/app/readiness.hpp"
#include "core/app/reload/plan.hpp"
#include "core/app/reload/reconfiguration.hpp"
#include "core/app/route_challenges.hpp"
#include "core/delivery/engine.hpp"
#include "core/http/admin_server.hpp"
#include "core/http/api/bearer_token.hpp"
#include "core/http/api/reload_port.hpp"
#include "core/http/gate/listener.hpp"
#include "core/http/public_server.hpp"
#include "core/journal/journal.hpp"
#include "core/plugin/plugin_set.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace turnout::app {

/// One thread at a time.
class HostReload {
public:
    /// They outlive it.
    struct Parts {
        plugins::PluginSet& plugins;
        journal::Journal& journal;
        delivery::Engine& engine;
        http::PublicServer& server;
        http::AdminServer& admin;
        http::BearerToken& token;
        RouteChallenges& challenges;
        HostReadiness& readiness;
        HostFigures& figures;
        const Logs& logs;
    };

    HostReload(const Parts& parts, std::shared_ptr<const config::Config> current);

    /// New plugins are created and started beside the old ones; those with other settings that can be configured are,
    /// while nothing of them runs; then routes and plugins are exchanged in one step; then the old ones are stopped and
    /// unloaded. If anything fails before the exchange, what is new goes and everything is as it was; what fails after
    /// it is a warning. A plugin that did not start is tried again if it has changed, or with `retry`.
    http::ReloadReport apply(const config::Config& next, bool retry, bool dry_run);

    /// As it is in force.
    const std::shared_ptr<const config::Config>& current() const { return current_; }

private:
    using Instances = std::vector<std::shared_ptr<plugins::RunningPlugin>>;
    using Warnings = std::vector<std::string>;

    /// What stop() and destroy() of an old plugin may take.
    static constexpr std::chrono::milliseconds farewell{10'000};

    /// What changes of addresses and of the token need; null: it stays as it is.
    struct Prepared {
        std::shared_ptr<http::Listener> callback, admin;
        std::unique_ptr<http::BearerToken> token;
    };

    /// Null if there is none of that name.
    static const config::Plugin* find(const config::Config& config, const std::string& name);
    static std::string content_now(const config::Config& config, const config::Plugin& plugin);
    void note_failed(const config::Config& config, const config::Plugin& plugin);
    Plan plan(const config::Config& next, bool retry) const;
    std::shared_ptr<plugins::RunningPlugin> make_tested(const config::Plugin& plugin);
    bool can_configure(const PluginChange& change, const config::Config& next) const;
    void check_configure(const plugins::RunningPlugin& running, const config::Plugin& wanted, bool retry) const;
    Instances make_fresh(const config::Config& next, const Plan& plan, bool retry, Reconfiguration& changes,
                         http::ReloadReport& report);
    delivery::Arrangement arrange(const config::Config& config, const Instances& fresh,
                                  const std::vector<std::string>& gone) const;
    std::optional<delivery::Arrangement> reconfigure(const delivery::Arrangement& wanted, Reconfiguration& changes,
                                                     http::ReloadReport& report);
    void exchange(const config::Config& next, const Plan& plan, Prepared prepared, Instances fresh,
                  Reconfiguration& changes, http::ReloadReport& report);
    void fall_back(const Instances& fresh, const Reconfiguration& changes, bool repaired, http::ReloadReport& report);
    void put_in_place(Instances fresh, const std::vector<std::string>& gone, Warnings& warnings);

    Prepared prepare(const config::Config& next, const Plan& plan) const;
    void take_over(std::shared_ptr<config::Config> runs, const Prepared& prepared, Warnings& warnings);
    void discard(const Instances& instances);

    const Parts parts_;
    const std::shared_ptr<spdlog::logger> logger_;
    std::shared_ptr<const config::Config> current_;
    Contents failed_;                                                ///< what those were that did not start
    std::map<std::string, std::map<std::string, std::string>> hung_; ///< settings over which plugins hung
    std::set<std::string> astray_; ///< plugins that do not run as `current_` says: the next reload makes them anew
};

/// As the configuration has them.
plugins::PluginSet::Options plugin_options(const config::Config& config);
journal::Limits journal_limits(const config::Config& config);
std::vector<std::string> plugin_names(const config::Config& config);

} // namespace turnout::app
