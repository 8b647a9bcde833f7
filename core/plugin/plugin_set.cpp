#include "core/plugin/plugin_set.hpp"

#include "core/plugin/check_settings.hpp"
#include "core/plugin/content.hpp"
#include "core/plugin/error.hpp"
#include "core/plugin/isolation/isolated_instance.hpp"
#include "core/plugin/source.hpp"

#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

namespace turnout::plugins {

namespace {

constexpr auto loading = "its loading";
/// After this time a call into a plugin is told to be slow.
constexpr std::chrono::milliseconds slow{2'000};
constexpr std::uint64_t never_ran = 0; ///< in the place of a generation

std::string hangs_in(const std::string& call, std::chrono::milliseconds limit) {
    return "it hangs in " + call + ": not back within " + std::to_string(limit.count()) + " ms";
}

void tell_findings(spdlog::logger& logger, const std::string& plugin, const std::filesystem::path& source,
                   const Inspection& inspection) {
    for (const auto& finding : inspection.findings)
        logger.warn("plugin {}: {}: {}; {}", plugin, source.string(), finding.what, finding.advice);
}

/// What the start of one plugin needs. Of its own, as it goes on when nobody waits for it any more.
struct Start {
    config::Plugin plugin;
    std::filesystem::path source;
    PrivateCopy copy;
    std::string host_version;
    DeferredPort& port;
    std::shared_ptr<spdlog::logger> logger;
    Extensions extensions;
    std::shared_ptr<LoaderHold> loader;
    std::shared_ptr<RunningCalls> calls;
    std::shared_ptr<RunningPlugin> instance; ///< set when it runs
    std::string failure;                     ///< the plugin's own, before it is discarded
    std::shared_ptr<Instance> discarded;     ///< set when that was done

    std::unique_ptr<Library> load() {
        const LoaderHold::Inside hold{*loader, plugin.name};
        const RunningCalls::Scope scope{calls.get(), {plugin.name, loading, {}, {}, {}, {}}};
        return std::make_unique<Library>(std::move(copy), source);
    }

    void run(const ControlThread::Progress& progress) {
        progress.enter(loading);
        auto library = load();
        tell_findings(*logger, plugin.name, source, library->inspection());
        check_settings(plugin, library->inspection().manifest);
        auto services = std::make_unique<HostServices>(with_defaults(plugin, library->inspection().manifest),
                                                       host_version, port, logger, extensions);
        auto made = std::make_shared<Instance>(std::move(services), std::move(library), source, loader, calls);
        try {
            made->start(progress);
        } catch (const PluginError& error) {
            failure = error.what();
            made->discard(progress);
            discarded = std::move(made);
            throw;
        }
        instance = std::move(made);
    }
};

} // namespace

PluginSet::PluginSet(Options options, DeferredPort& port, std::shared_ptr<spdlog::logger> logger,
                     const Extensions& extensions)
    : options_(std::move(options)),
      port_(port),
      logger_(std::move(logger)),
      extensions_(extensions),
      cache_(options_.cache, logger_),
      zombies_(options_.max_zombies) {
}

PluginSet::~PluginSet() {
    stop();
}

void PluginSet::set(Options options) {
    options.calls = options_.calls;
    options_ = std::move(options);
    zombies_.set_most(options_.max_zombies);
}

std::vector<Failure> PluginSet::load(const std::vector<config::Plugin>& plugins) {
    std::vector<Failure> failures;
    for (const auto& plugin : plugins) {
        try {
            logger_->debug("plugin {}: starting", plugin.name);
            instances_.push_back(make(plugin));
            const auto& made = *instances_.back();
            logger_->info("plugin {}: {} {} runs", plugin.name, made.id(), made.version());
        } catch (const std::exception& error) {
            logger_->error("plugin {} does not run: {}", plugin.name, error.what());
            failures.push_back({plugin.name, error.what()});
        }
    }
    return failures;
}

void PluginSet::check_zombies(const config::Plugin& plugin) const {
    const auto former = zombies_.of(plugin.name);
    if (former.empty() || former.size() < options_.max_zombies) return;
    throw PluginError(place_of(plugin),
                      "it cannot be loaded anew: the code of " + std::to_string(former.size()) +
                          (former.size() == 1 ? " former one" : " former ones") +
                          " stays in memory (plugins.max_zombies = " + std::to_string(options_.max_zombies) +
                          "), the last one because " + former.back().cause,
                      "mend that (turnout-lint tells what of it stands in the file) and restart the host, or give it a "
                      "process of its own with plugin." +
                          plugin.name + ".isolation = process, for which a reload is enough");
}

std::shared_ptr<RunningPlugin> PluginSet::make(const config::Plugin& plugin) {
    try {
        auto made = plugin.isolation.process ? make_isolated(plugin) : make_loaded(plugin);
        made->set_generation(++generations_[plugin.name]);
        return made;
    } catch (const std::exception& error) {
        failures_.note(plugin.name, error.what());
        throw;
    }
}

std::shared_ptr<RunningPlugin> PluginSet::make_isolated(const config::Plugin& plugin) {
    if (options_.runner.empty())
        throw PluginError(place_of(plugin), "isolation = process is not possible here", "remove it");
    const Source source = open_source(options_.directory, plugin.library);
    auto copy = cache_.copy(source, plugin.name);
    auto inspection = inspect_copy(copy, source.path);
    tell_findings(*logger_, plugin.name, source.path, inspection);
    check_settings(plugin, inspection.manifest);
    auto content = content_of(copy.path());
    auto configured = with_defaults(plugin, inspection.manifest);
    return std::make_shared<isolation::IsolatedInstance>(isolation::IsolatedInstance::Parts{
        std::move(configured), std::move(copy), source.path, std::move(inspection), std::move(content), options_.runner,
        options_.host_version, options_.runner_threads, options_.start_timeout, port_, logger_, extensions_});
}

std::shared_ptr<RunningPlugin> PluginSet::make_loaded(const config::Plugin& plugin) {
    check_zombies(plugin);
    if (const auto holder = loader_->holder(); !holder.empty())
        throw PluginError(place_of(plugin),
                          "it cannot be loaded while plugin " + holder + " hangs in the system's loader",
                          "mend that one, or take it out of the configuration");
    const Source source = open_source(options_.directory, plugin.library);
    const auto start = std::make_shared<Start>(Start{plugin,
                                                     source.path,
                                                     cache_.copy(source, plugin.name),
                                                     options_.host_version,
                                                     port_,
                                                     logger_,
                                                     extensions_,
                                                     loader_,
                                                     options_.calls,
                                                     nullptr,
                                                     {},
                                                     nullptr});
    std::optional<std::string> call;
    try {
        call = run(plugin.name, options_.start_timeout, [start](const auto& progress) { start->run(progress); });
    } catch (const PluginError&) {
        if (start->discarded) {
            start->discarded->set_generation(never_ran);
            note_end(*start->discarded);
        }
        throw;
    }
    if (!call) return start->instance;
    left_behind_.push_back(plugin.name);
    const auto why = hangs_in(*call, options_.start_timeout);
    add_zombie({plugin.name, source.path, never_ran, std::chrono::system_clock::now(), why});
    // What the task wrote before its last Progress::enter() can be read.
    if (*call == unloading || *call == "destroy()")
        throw PluginError(source.path, start->failure + "; then it hangs in " + *call, "mend it");
    throw PluginError(source.path, why, "mend it, or raise plugins.start_timeout if it needs longer");
}

bool PluginSet::attempt(const std::shared_ptr<RunningPlugin>& instance, const char* what,
                        const std::function<void()>& task) {
    const auto until = std::chrono::steady_clock::now() + options_.start_timeout;
    return !finish(*instance, until, [what, task](const auto& progress) {
        progress.enter(what);
        task();
    });
}

Configured PluginSet::configure(const std::shared_ptr<RunningPlugin>& instance, const config::Plugin& plugin) {
    const auto said = std::make_shared<Configured>();
    const auto call = run(plugin.name, options_.start_timeout, [instance, plugin, said](const auto& progress) {
        *said = instance->configure(progress, plugin);
    });
    if (!call) return *said;
    instance->give_up();
    left_behind_.push_back(plugin.name);
    auto why = hangs_in(*call, options_.start_timeout);
    logger_->error("plugin {}: {}; it is left behind", plugin.name, why);
    return {Configured::Answer::hangs, std::move(why)};
}

/// Nothing, or the call in which it hangs.
std::optional<std::string> PluginSet::run(const std::string& name, std::chrono::milliseconds limit,
                                          ControlThread::Task task) {
    const ControlThread::Patience patience{
        slow, limit,
        [&](const std::string& call) {
            logger_->warn("plugin {} is slow: it has not returned from {} for {} ms", name, call, slow.count());
        },
        [name, logger = logger_](const std::string& call) {
            logger->warn("plugin {}: {}, which was given up, has returned; nothing of it is used", name, call);
        }};
    return control_.run(std::move(task), patience);
}

std::shared_ptr<RunningPlugin> PluginSet::find(std::string_view name) const {
    for (const auto& instance : instances_) {
        if (instance->name() == name) return instance;
    }
    return nullptr;
}

std::vector<std::string> PluginSet::names() const {
    std::vector<std::string> result;
    for (const auto& instance : instances_) result.emplace_back(instance->name());
    return result;
}

std::vector<std::shared_ptr<RunningPlugin>> PluginSet::exchange(std::vector<std::shared_ptr<RunningPlugin>> fresh,
                                                                const std::vector<std::string>& gone) {
    std::vector<std::shared_ptr<RunningPlugin>> left;
    left.reserve(instances_.size());
    instances_.reserve(instances_.size() + fresh.size());
    for (auto& one : fresh) {
        const auto place = std::find_if(instances_.begin(), instances_.end(),
                                        [&](const auto& instance) { return instance->name() == one->name(); });
        if (place == instances_.end())
            instances_.push_back(std::move(one));
        else
            left.push_back(std::exchange(*place, std::move(one)));
    }
    const auto stays = [&](const auto& one) { return std::find(gone.begin(), gone.end(), one->name()) == gone.end(); };
    const auto first_gone = std::stable_partition(instances_.begin(), instances_.end(), stays);
    left.insert(left.end(), std::make_move_iterator(first_gone), std::make_move_iterator(instances_.end()));
    instances_.erase(first_gone, instances_.end());
    return left;
}

} // namespace turnout::plugins
