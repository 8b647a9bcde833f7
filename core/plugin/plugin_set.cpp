#include "core/plugin/plugin_set.hpp"

#include "core/config/nearest.hpp"
#include "core/plugin/error.hpp"
#include "core/plugin/source.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace turnout::plugins {

namespace {

/// Where it was configured: FILE:LINE, or what stands for it when it was not.
std::filesystem::path place_of(const config::Plugin& plugin) {
    if (plugin.origin.file.empty()) return plugin.library;
    return plugin.origin.file.string() + ":" + std::to_string(plugin.origin.line);
}

} // namespace

PluginSet::PluginSet(Options options, DeferredPort& port, std::shared_ptr<spdlog::logger> logger,
                     const Extensions& extensions)
    : options_(std::move(options)),
      port_(port),
      logger_(std::move(logger)),
      extensions_(extensions),
      cache_(options_.cache, logger_) {
}

PluginSet::~PluginSet() {
    stop();
}

std::vector<Failure> PluginSet::load(const std::vector<config::Plugin>& plugins) {
    std::vector<Failure> failures;
    for (const auto& plugin : plugins) {
        try {
            run(plugin.name, "create() or start()", options_.slow_start,
                [&] { instances_.push_back(load_one(plugin)); });
            const auto& made = *instances_.back();
            logger_->info("plugin {}: {} {} runs", plugin.name, made.id(), made.version());
        } catch (const std::exception& error) {
            logger_->error("plugin {} does not run: {}", plugin.name, error.what());
            failures.push_back({plugin.name, error.what()});
        }
    }
    return failures;
}

/// On the control thread.
void PluginSet::run(std::string_view name, const char* calls, std::chrono::milliseconds limit,
                    const std::function<void()>& task) {
    control_.run(task, limit, [&] {
        logger_->error("plugin {} hangs: it has not returned from {} for {} ms", name, calls, limit.count());
    });
}

std::shared_ptr<Instance> PluginSet::load_one(const config::Plugin& plugin) {
    const Source source = open_source(options_.directory, plugin.library);
    auto library = std::make_unique<Library>(cache_.copy(source, plugin.name), source.path);
    for (const auto& finding : library->inspection().findings) {
        logger_->warn("plugin {}: {}: {}; {}", plugin.name, source.path.string(), finding.what, finding.advice);
    }
    check_settings(plugin, *library);
    auto services = std::make_unique<HostServices>(plugin, options_.host_version, port_, logger_, extensions_);
    return std::make_shared<Instance>(std::move(services), std::move(library), source.path);
}

/// A plugin that says which settings it has is not handed others: they are most likely misspelt.
void PluginSet::check_settings(const config::Plugin& plugin, const Library& library) const {
    std::vector<std::string> known;
    for (const auto& setting : library.inspection().manifest.settings) known.push_back(setting.key);
    if (known.empty()) return;
    for (const auto& [key, value] : plugin.settings) {
        if (std::find(known.begin(), known.end(), key) != known.end()) continue;
        const auto meant = config::nearest(key, known);
        std::string all;
        for (const auto& one : known) all += (all.empty() ? "" : ", ") + one;
        throw PluginError(place_of(plugin),
                          "plugin." + plugin.name + "." + key + " is no setting of " + library.inspection().manifest.id,
                          meant.empty() ? "it knows " + all : "did you mean " + meant + "?");
    }
}

std::shared_ptr<Handler> PluginSet::find(std::string_view name) const {
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

void PluginSet::halt() {
    for (auto one = instances_.rbegin(); one != instances_.rend(); ++one) {
        // stop() tells which are stuck
        run((*one)->name(), "stop()", options_.slow_stop, [&] { static_cast<void>((*one)->halt()); });
    }
}

std::vector<std::string> PluginSet::stop() {
    std::vector<std::string> stuck;
    while (!instances_.empty()) {
        const auto instance = std::move(instances_.back());
        instances_.pop_back();
        bool done = false;
        run(instance->name(), "stop() or destroy()", options_.slow_stop, [&] { done = instance->stop(); });
        if (done) continue;
        logger_->error("plugin {} is stuck in handle(); it is left behind", instance->name());
        stuck.emplace_back(instance->name());
    }
    return stuck;
}

} // namespace turnout::plugins
