// All plugins of a running host.
#pragma once
#include "core/config/config.hpp"
#include "core/plugin/cache.hpp"
#include "core/plugin/control_thread.hpp"
#include "core/plugin/extensions.hpp"
#include "core/plugin/handler.hpp"
#include "core/plugin/instance.hpp"

#include <spdlog/logger.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace turnout::plugins {

/// A plugin that does not run, and why: one line, with what to do.
struct Failure {
    std::string plugin;
    std::string reason;
};

/// load(), find() and stop() from one thread at a time; the handlers from any.
class PluginSet {
public:
    struct Options {
        std::filesystem::path directory; ///< plugins.directory
        std::filesystem::path cache;     ///< plugins.cache
        std::string host_version;
        /// A plugin that takes longer in create() and start(), or in stop() and destroy(), is named in the log.
        std::chrono::milliseconds slow_start{10'000}, slow_stop{2'000};
    };

    /// The ports outlive it. Throws PluginError if the cache cannot be used.
    PluginSet(Options options, DeferredPort& port, std::shared_ptr<spdlog::logger> logger,
              const Extensions& extensions = {});
    PluginSet(const PluginSet&) = delete;
    PluginSet& operator=(const PluginSet&) = delete;
    ~PluginSet();

    /// Loads and starts each; those that fail are reported (and logged), the others run.
    std::vector<Failure> load(const std::vector<config::Plugin>& plugins);

    /// Null if there is none of that name, or it does not run.
    std::shared_ptr<Handler> find(std::string_view name) const;

    /// Of those that run, in the order in which they were loaded.
    std::vector<std::string> names() const;

    /// When no handle() runs any more: calls stop() of each plugin, last loaded first, in which it may still complete
    /// what it has deferred; a plugin that is stuck in handle() is passed over. All stay loaded until stop().
    void halt();

    /// Halts those that are not halted yet, destroys and unloads all, last loaded first. Returns the names of those
    /// that are stuck in handle(); their code stays until the process ends. Idempotent.
    std::vector<std::string> stop();

private:
    void run(std::string_view name, const char* calls, std::chrono::milliseconds limit,
             const std::function<void()>& task);
    std::shared_ptr<Instance> load_one(const config::Plugin& plugin);
    void check_settings(const config::Plugin& plugin, const Library& library) const;

    Options options_;
    DeferredPort& port_;
    std::shared_ptr<spdlog::logger> logger_;
    Extensions extensions_;
    Cache cache_;
    ControlThread control_;
    std::vector<std::shared_ptr<Instance>> instances_;
};

} // namespace turnout::plugins
