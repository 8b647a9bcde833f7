#include "core/app/readiness.hpp"

#include "core/app/required_plugins.hpp"

namespace turnout::app {

std::vector<std::string> HostReadiness::reasons() const {
    const std::lock_guard lock(mutex_);
    if (stage_ == Stage::starting) return {"starting"};
    if (stage_ == Stage::stopping) return {"stopping"};
    std::vector<std::string> reasons;
    if (const journal::State state = journal_->state(); !state.accepting)
        reasons.push_back("the journal accepts nothing: " + state.reason);
    for (std::string& reason : engine_->trouble()) reasons.push_back(std::move(reason));
    for (std::string& reason : plugin_reasons(plugins_, engine_->plugins())) reasons.push_back(std::move(reason));
    for (std::string& reason : server_->unready_reasons()) reasons.push_back(std::move(reason));
    return reasons;
}

void HostReadiness::serve(const journal::Journal& journal, const delivery::Engine& engine,
                          const http::PublicServer& server, const config::Plugins& plugins) {
    const std::lock_guard lock(mutex_);
    journal_ = &journal;
    engine_ = &engine;
    server_ = &server;
    plugins_ = plugins;
    stage_ = Stage::serving;
}

void HostReadiness::set(const config::Plugins& plugins) {
    const std::lock_guard lock(mutex_);
    plugins_ = plugins;
}

void HostReadiness::enter(Stage stage) {
    const std::lock_guard lock(mutex_);
    stage_ = stage;
}

std::vector<std::string> plugin_reasons(const config::Plugins& options,
                                        const std::vector<delivery::PluginStatus>& plugins) {
    std::vector<std::string> reasons;
    for (const auto& plugin : plugins) {
        if (!is_required(options, plugin.name)) continue;
        if (!plugin.running)
            reasons.push_back("plugin " + plugin.name + ", which is required, does not run: see the log of the start");
        else if (plugin.wedged)
            reasons.push_back("plugin " + plugin.name + " is wedged: " + std::to_string(plugin.stuck) + " of its " +
                              std::to_string(plugin.slots) +
                              " handlers are past their timeout; mend it and restart the host");
    }
    return reasons;
}

} // namespace turnout::app
