#include "core/app/host.hpp"

#include "core/app/admin_token.hpp"
#include "core/app/crash_watch.hpp"
#include "core/app/host_api.hpp"
#include "core/app/journal_relay.hpp"
#include "core/app/metrics.hpp"
#include "core/app/readiness.hpp"
#include "core/app/reload/aftermath.hpp"
#include "core/app/reload/change_watch.hpp"
#include "core/app/reload/host_reload.hpp"
#include "core/app/reload/reloader.hpp"
#include "core/app/required_plugins.hpp"
#include "core/app/route_bindings.hpp"
#include "core/app/route_challenges.hpp"
#include "core/http/admin_server.hpp"
#include "core/http/public_server.hpp"
#include "core/journal/sqlite/sqlite_journal.hpp"
#include "core/plugin/plugin_set.hpp"

#include <spdlog/logger.h>

#include <algorithm>
#include <optional>

namespace turnout::app {
namespace {

journal::SqliteOptions journal_options(const config::Config& config) {
    journal::SqliteOptions options;
    options.directory = config.state_directory;
    options.dedup_window = config.journal.dedup_window;
    static_cast<journal::Limits&>(options) = journal_limits(config);
    return options;
}

} // namespace

/// All that exists while the host runs, in the order in which it is made; it goes in the reverse order.
class Host::Running {
public:
    explicit Running(const Host& host) : host_(host), config_(*host.config_), logger_(host.logs_.get("host")) {}

    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

    ~Running() { stop(); }

    void start() {
        admin_.emplace(config_.admin, readiness_, metrics_, host_.clock_, host_.logs_.get("admin"));
        admin_->start();
        journal_ = journal::open_sqlite(journal_options(config_), host_.clock_, host_.logs_.get("journal"));
        token_.emplace(make_admin_token(config_)); // in the directory that is now ours
        if (host_.options_.report_crashes) crashes_.emplace(config_.state_directory, *logger_);
        engine_ = delivery::Engine::create(
            *journal_, host_.clock_, host_.logs_.get("delivery"),
            {config_.delivery, observer(), 0, crashes_ ? crashes_->last_delivery() : std::nullopt});
        // Plugins may read and write their state from their first call on.
        relay_.emplace(*engine_, feed_);
        journal_->start(*relay_);
        load_plugins();
        // From here on clients can connect; they wait until start().
        server_.emplace(config_.http, config_.eventsub, http::PublicServer::Ports{*journal_, challenges_, host_.clock_},
                        host_.logs_.get("http"));
        relay_->connect(server_->answers());
        engine_->start(bind_routes(
                           config_, [&](const auto& name) { return plugins_->find(name); }, *logger_),
                       handlers());
        server_->start();
        metrics_.figures().serve({*journal_, *engine_, *server_, *admin_, plugins_->zombies(), host_.clock_},
                                 plugin_names(config_));
        start_reloads();
        api_.emplace(HostApi::Parts{*journal_, *engine_, *server_, *admin_, readiness_, feed_, *reloader_,
                                    plugins_->zombies(), plugins_->failures(), host_.clock_,
                                    crashes_ ? crashes_->last() : std::nullopt},
                     *token_, host_.logs_.get("admin"));
        admin_->open(api_->api());
        readiness_.serve(*journal_, *engine_, *server_, config_.plugin_options);
        start_watch();
    }

    bool stop() {
        if (stopped_) return complete_;
        stopped_ = true;
        readiness_.enter(Stage::stopping);
        if (reloader_) reloader_->stop(); // before the watch, which it uses
        watch_.reset();
        const auto end = std::chrono::steady_clock::now() + shutdown_timeout();
        const auto left = [&] {
            const auto time = end - std::chrono::steady_clock::now();
            return std::max(std::chrono::duration_cast<std::chrono::milliseconds>(time), std::chrono::milliseconds{0});
        };
        if (server_) complete_ = server_->stop(left()) && complete_;
        // Plugins answer what they have deferred in their stop(): the engine listens until they have had the chance.
        if (engine_) engine_->quiesce(left());
        if (plugins_) plugins_->halt(left());
        if (engine_) complete_ = engine_->stop(left()) && complete_;
        // What is stuck in a plugin stays loaded and was told by the set.
        if (plugins_) complete_ = plugins_->stop(left()).empty() && complete_;
        if (journal_) journal_->stop();
        feed_.stop(); // so that nobody waits on the admin port for an end
        if (admin_) admin_->stop(std::chrono::seconds(1));
        metrics_.figures().withdraw();
        return complete_;
    }

    const http::PublicServer& server() const { return *server_; }

    const http::AdminServer& admin() const { return *admin_; }

    void reload(const std::string& why) { reloader_->request({why}); }

private:
    void load_plugins();
    void start_reloads();
    void start_watch();
    http::ReloadReport reload_now(const Reloader::Request& request);
    void watch_files();

    std::chrono::milliseconds shutdown_timeout() const {
        return reload_ ? reload_->current()->shutdown_timeout : config_.shutdown_timeout;
    }

    delivery::Engine::Handlers handlers() const;
    delivery::Observer observer();

    const Host& host_;
    const config::Config& config_;
    const std::shared_ptr<spdlog::logger> logger_;
    HostReadiness readiness_;
    Metrics metrics_;
    RouteChallenges challenges_{config_.routes};
    http::LiveFeed feed_;
    std::optional<http::AdminServer> admin_;
    std::unique_ptr<journal::Journal> journal_;
    std::optional<CrashWatch> crashes_;
    std::unique_ptr<delivery::Engine> engine_;
    std::optional<plugins::PluginSet> plugins_;
    std::optional<http::PublicServer> server_;
    std::optional<JournalRelay> relay_;
    std::optional<http::BearerToken> token_;
    std::optional<HostApi> api_;
    std::optional<HostReload> reload_; ///< of the thread "reload", as long as that runs
    std::optional<Reloader> reloader_;
    std::optional<ChangeWatch> watch_;
    bool stopped_ = false, complete_ = true;
};

void Host::Running::load_plugins() {
    auto options = plugin_options(config_);
    options.calls = crashes_ ? crashes_->calls() : nullptr;
    plugins_.emplace(std::move(options), *engine_, host_.logs_.get("plugin"),
                     plugins::Extensions{&metrics_, &*engine_, &engine_->states(), &engine_->emissions()});
    std::string required;
    for (const plugins::Failure& failure : plugins_->load(config_.plugins)) {
        if (is_required(config_.plugin_options, failure.plugin))
            required += (required.empty() ? "" : ", ") + failure.plugin;
        else
            logger_->warn("going on without plugin {}, which is not required; its events wait", failure.plugin);
    }
    if (!required.empty())
        throw StartError("plugins that are required do not run: " + required +
                         " (see above); mend them, or name in plugins.required only those that must run");
}

void Host::Running::start_reloads() {
    reload_.emplace(HostReload::Parts{*plugins_, *journal_, *engine_, *server_, *admin_, *token_, challenges_,
                                      readiness_, metrics_.figures(), host_.logs_},
                    host_.config_);
    if (host_.options_.watch)
        watch_.emplace([this] { reloader_->request({"files have changed", false}); }, host_.logs_.get("watch"));
    reloader_.emplace([this](const auto& request) { return reload_now(request); }, host_.logs_.get("reload"));
}

void Host::Running::start_watch() {
    if (!watch_) return;
    watch_files();
    reloader_->request({"what may have changed during the start", false});
}

/// On the thread "reload".
http::ReloadReport Host::Running::reload_now(const Reloader::Request& request) {
    http::ReloadReport report;
    if (!host_.options_.load) {
        report.problems.emplace_back("this host has no configuration file to read anew");
        return report;
    }
    const auto loaded = host_.options_.load();
    for (const auto& problem : loaded.problems) report.problems.push_back(to_string(problem));
    if (!loaded) return report;
    report = reload_->apply(*loaded.config, request.retry, request.dry_run);
    if (watch_) attempt(report.warnings, "files are not watched as they should be", [this] { watch_files(); });
    return report;
}

void Host::Running::watch_files() {
    const auto& config = *reload_->current();
    std::vector<Watched> things{Watched::file(config.file),
                                Watched::directory(config.file.parent_path() / "conf.d", ".properties"),
                                Watched::directory(config.plugin_options.directory, ".so")};
    for (const auto& file : config.value_files) things.push_back(Watched::file(file));
    for (const auto& plugin : config.plugins)
        if (plugin.library.has_parent_path())
            things.push_back(Watched::file(config.plugin_options.directory / plugin.library));
    watch_->watch(things);
}

delivery::Engine::Handlers Host::Running::handlers() const {
    delivery::Engine::Handlers all;
    for (const auto& name : plugins_->names()) all.push_back(plugins_->find(name));
    return all;
}

delivery::Observer Host::Running::observer() {
    return [this](const delivery::Settlement& settlement) {
        if (host_.options_.observer) host_.options_.observer(settlement);
        if (feed_.watched()) feed_.publish(http::Note::outcome(settlement, host_.clock_.now()));
    };
}

Host::Host(std::shared_ptr<const config::Config> config, const eventsub::Clock& clock, const Logs& logs,
           Options options)
    : config_(std::move(config)),
      clock_(clock),
      logs_(logs),
      options_(std::move(options)) {
}

Host::~Host() = default;

void Host::start() {
    running_ = std::make_unique<Running>(*this);
    try {
        running_->start();
    } catch (const std::exception& problem) {
        const StartError error(problem.what());
        if (running_->stop()) running_.reset(); // else a plugin still runs in what would be torn down
        throw error;
    }
}

void Host::reload(const std::string& why) {
    running_->reload(why);
}

bool Host::stop() {
    return !running_ || running_->stop();
}

config::Address Host::callback_address() const {
    return {config_->http.address.host, running_->server().port()};
}

config::Address Host::admin_address() const {
    return {config_->admin.address.host, running_->admin().port()};
}

} // namespace turnout::app
