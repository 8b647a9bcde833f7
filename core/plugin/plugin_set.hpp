// All plugins of a running host.
#pragma once
#include "core/config/config.hpp"
#include "core/plugin/cache.hpp"
#include "core/plugin/control_thread.hpp"
#include "core/plugin/extensions.hpp"
#include "core/plugin/failures.hpp"
#include "core/plugin/handler.hpp"
#include "core/plugin/instance.hpp"
#include "core/plugin/loader_hold.hpp"
#include "core/plugin/running_calls.hpp"
#include "core/plugin/running_plugin.hpp"
#include "core/plugin/zombies.hpp"

#include <spdlog/logger.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace turnout::plugins {

/// A plugin that does not run, and why: one line, with what to do.
struct Failure {
    std::string plugin;
    std::string reason;
};

/// All but the handlers from one thread at a time; those from any.
class PluginSet {
public:
    struct Options {
        std::filesystem::path directory; ///< plugins.directory
        std::filesystem::path cache;     ///< plugins.cache
        std::string host_version;
        std::chrono::milliseconds start_timeout{10'000}; ///< plugins.start_timeout
        unsigned max_zombies = 3;                        ///< plugins.max_zombies
        std::filesystem::path runner{};                  ///< the program turnout-runner, for isolation = process
        std::uint32_t runner_threads = 4;                ///< of it, that call handle(), at most: delivery.workers
        std::shared_ptr<RunningCalls> calls{};           ///< where the calls into plugins stand; null: nowhere
    };

    /// The ports outlive it. Throws PluginError if the cache cannot be used.
    PluginSet(Options options, DeferredPort& port, std::shared_ptr<spdlog::logger> logger,
              const Extensions& extensions = {});
    PluginSet(const PluginSet&) = delete;
    PluginSet& operator=(const PluginSet&) = delete;
    ~PluginSet();

    /// For what is made from now on; cache and calls stay what they are.
    void set(Options options);

    /// Loads and starts each; those that fail are reported (and logged), the others run. One that does not come back
    /// within start_timeout has failed; its thread and its code are left behind.
    std::vector<Failure> load(const std::vector<config::Plugin>& plugins);

    /// Null if there is none of that name, or it does not run.
    std::shared_ptr<RunningPlugin> find(std::string_view name) const;

    /// A fresh instance, loaded, created and started beside the one of its name; the set does not know it before
    /// exchange(). Throws PluginError. Refused after max_zombies former ones of that name whose code stays in memory.
    std::shared_ptr<RunningPlugin> make(const config::Plugin& plugin);

    /// Throws PluginError if no fresh one would be made as too many former ones stay in memory.
    void check_zombies(const config::Plugin& plugin) const;

    /// Runs something with a fresh one, which owns all that it touches, within start_timeout. False: it hangs in it,
    /// which is logged, and is left behind.
    bool attempt(const std::shared_ptr<RunningPlugin>& instance, const char* what, const std::function<void()>& task);

    /// Asks one to go on with the settings of `plugin`, within start_timeout; nothing of it runs meanwhile. One that
    /// hangs in it is given up and left behind, which is logged. Throws PluginError if a fresh one would not be started
    /// with them.
    Configured configure(const std::shared_ptr<RunningPlugin>& instance, const config::Plugin& plugin);

    /// Each of `fresh` takes the place of the one of its name, if there is one; those named in `gone` are taken out.
    /// Returns what the set has no more: for retire(), when nobody uses it. If memory runs out nothing is exchanged.
    std::vector<std::shared_ptr<RunningPlugin>> exchange(std::vector<std::shared_ptr<RunningPlugin>> fresh,
                                                         const std::vector<std::string>& gone);

    /// Stops, destroys and unloads one that is not in the set, within `limit`. Whatever fails in it is logged; what
    /// stays of it is a zombie; so is one that was given up, which stays as it is. False: something of it may still
    /// run.
    bool retire(const std::shared_ptr<RunningPlugin>& instance, std::chrono::milliseconds limit);

    /// Of those that run, in the order in which they were loaded.
    std::vector<std::string> names() const;

    /// These two for any thread, as long as the set lives. What could not be unloaded so far, and what hangs:
    const Zombies& zombies() const { return zombies_; }

    const Failures& failures() const { return failures_; }

    /// When no handle() runs any more: calls stop() of each plugin, last loaded first, in which it may still complete
    /// what it has deferred; a plugin that is stuck in handle() is passed over. All stay loaded until stop(). One that
    /// does not come back within `limit` (of all together, but at least `grace` each) is left behind.
    void halt(std::chrono::milliseconds limit);

    /// Halts those that are not halted yet, destroys and unloads all, last loaded first, with the same limit. Returns
    /// the names of those that were left behind, then or before: stuck in handle(), or hanging in another call. Their
    /// code stays until the process ends, which must not tear down what they use. Idempotent.
    std::vector<std::string> stop(std::chrono::milliseconds limit = std::chrono::seconds{30});

    static constexpr std::chrono::milliseconds grace{1'000};

private:
    std::shared_ptr<RunningPlugin> make_loaded(const config::Plugin& plugin);
    std::shared_ptr<RunningPlugin> make_isolated(const config::Plugin& plugin);
    std::optional<std::string> run(const std::string& name, std::chrono::milliseconds limit, ControlThread::Task task);
    std::optional<std::string> finish(RunningPlugin& instance, std::chrono::steady_clock::time_point until,
                                      ControlThread::Task task);
    bool end(const std::shared_ptr<RunningPlugin>& instance, std::chrono::milliseconds limit);
    void note_end(const RunningPlugin& ended, const std::string& holder = {});
    void add_zombie(const RunningPlugin& former, std::string cause);
    void add_zombie(Zombie zombie);

    Options options_;
    DeferredPort& port_;
    std::shared_ptr<spdlog::logger> logger_;
    Extensions extensions_;
    Cache cache_;
    ControlThread control_;
    std::vector<std::shared_ptr<RunningPlugin>> instances_;
    std::vector<std::string> left_behind_;
    std::map<std::string, std::uint64_t> generations_; ///< by name: how many were made
    Zombies zombies_;
    Failures failures_;
    std::shared_ptr<LoaderHold> loader_ = std::make_shared<LoaderHold>(); ///< an abandoned thread has it, too
};

} // namespace turnout::plugins
