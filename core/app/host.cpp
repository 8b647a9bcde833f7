#include "core/app/host.hpp"

#include "core/app/admin_token.hpp"
#include "core/app/host_api.hpp"
#include "core/app/journal_relay.hpp"
#include "core/app/metrics.hpp"
#include "core/app/readiness.hpp"
#include "core/app/required_plugins.hpp"
#include "core/app/route_challenges.hpp"
#include "core/app/route_fit.hpp"
#include "core/app/version.hpp"
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
    options.retention = config.journal.retention;
    options.max_size = config.journal.max_size;
    options.min_free_disk = config.journal.min_free_disk;
    options.dead_max_age = config.journal.dead_max_age;
    options.dead_max_count = config.journal.dead_max_count;
    options.dead_max_size = config.journal.dead_max_size;
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
        const std::string token = make_admin_token(config_); // in the directory that is now ours
        engine_ = delivery::Engine::create(*journal_, host_.clock_, host_.logs_.get("delivery"),
                                           {config_.delivery, observer(), 0});
        // Plugins may read and write their state from their first call on.
        relay_.emplace(*engine_, feed_);
        journal_->start(*relay_);
        load_plugins();
        // From here on clients can connect; they wait until start().
        server_.emplace(config_.http, config_.eventsub, http::PublicServer::Ports{*journal_, challenges_, host_.clock_},
                        host_.logs_.get("http"));
        relay_->connect(server_->answers());
        engine_->start(bindings(), handlers());
        server_->start();
        std::vector<std::string> names;
        for (const config::Plugin& plugin : config_.plugins) names.push_back(plugin.name);
        metrics_.figures().serve({*journal_, *engine_, *server_, *admin_, host_.clock_}, std::move(names));
        readiness_.serve(*journal_, *engine_, *server_, config_.plugin_options);
        api_.emplace(HostApi::Parts{*journal_, *engine_, *server_, *admin_, readiness_, feed_, host_.clock_}, token,
                     host_.logs_.get("admin"));
        admin_->open(api_->api());
    }

    bool stop() {
        if (stopped_) return complete_;
        stopped_ = true;
        readiness_.enter(Stage::stopping);
        const auto end = std::chrono::steady_clock::now() + config_.shutdown_timeout;
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

private:
    void load_plugins();
    std::vector<delivery::RouteBinding> bindings() const;
    delivery::Engine::Handlers handlers() const;
    delivery::Observer observer();

    const Host& host_;
    const config::Config& config_;
    const std::shared_ptr<spdlog::logger> logger_;
    HostReadiness readiness_;
    Metrics metrics_;
    const RouteChallenges challenges_{config_.routes};
    http::LiveFeed feed_;
    std::optional<http::AdminServer> admin_;
    std::unique_ptr<journal::Journal> journal_;
    std::unique_ptr<delivery::Engine> engine_;
    std::optional<plugins::PluginSet> plugins_;
    std::optional<http::PublicServer> server_;
    std::optional<JournalRelay> relay_;
    std::optional<HostApi> api_;
    bool stopped_ = false, complete_ = true;
};

void Host::Running::load_plugins() {
    const std::filesystem::path& cache = config_.plugin_options.cache;
    plugins_.emplace(plugins::PluginSet::Options{config_.plugin_options.directory,
                                                 cache.empty() ? config_.state_directory / "plugins" : cache,
                                                 std::string(version), config_.plugin_options.start_timeout},
                     *engine_, host_.logs_.get("plugin"),
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

/// A route whose plugin handles nothing of it would lose its events without a word: it is refused, or its events wait.
std::vector<delivery::RouteBinding> Host::Running::bindings() const {
    std::vector<delivery::RouteBinding> bindings;
    for (const config::Route& route : config_.routes) {
        auto handler = plugins_->find(route.plugin);
        const auto fit = handler && route.enabled ? fit_of(route, *handler) : RouteFit{};
        if (fit.none) {
            const auto text = text_of(fit, route) + "; name a type and version that it declares";
            if (is_required(config_.plugin_options, route.plugin)) throw StartError(text);
            logger_->error("{}; going on, as the plugin is not required", text);
            handler.reset();
        } else if (!fit.missing.empty()) {
            logger_->warn("{}; the plugin most likely rejects them: name the version in the route",
                          text_of(fit, route));
        }
        bindings.push_back({route, std::move(handler)});
    }
    return bindings;
}

delivery::Engine::Handlers Host::Running::handlers() const {
    delivery::Engine::Handlers all;
    for (const auto& name : plugins_->names()) all.push_back(plugins_->find(name));
    return all;
}

delivery::Observer Host::Running::observer() {
    return [this](const delivery::Settlement& settlement) {
        if (host_.options_.observer) host_.options_.observer(settlement);
        if (feed_.watched()) feed_.publish(http::Note::settled(settlement, host_.clock_.now()));
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
