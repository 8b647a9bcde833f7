// How plugins end: one that is replaced, and all of them.
#include "core/plugin/plugin_set.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace turnout::plugins {

bool PluginSet::retire(const std::shared_ptr<RunningPlugin>& instance, std::chrono::milliseconds limit) {
    if (instance->given_up()) {
        add_zombie(*instance, "it hangs in configure()");
        return false;
    }
    try {
        return end(instance, limit);
    } catch (const std::exception& error) {
        logger_->error("plugin {} cannot be stopped: {}; it is left behind", instance->name(), error.what());
        if (!instance->process()) left_behind_.emplace_back(instance->name());
        add_zombie(*instance, std::string{"it cannot be stopped: "} + error.what());
        return false;
    }
}

bool PluginSet::end(const std::shared_ptr<RunningPlugin>& instance, std::chrono::milliseconds limit) {
    const auto done = std::make_shared<bool>(false);
    const auto holder = loader_->holder();
    const auto code = holder.empty() ? RunningPlugin::Code::unload : RunningPlugin::Code::keep;
    const auto stop_it = [instance, done, code](const auto& progress) { *done = instance->stop(progress, code); };
    if (const auto call = finish(*instance, std::chrono::steady_clock::now() + limit, stop_it)) {
        add_zombie(*instance, "it hangs in " + *call);
        return false;
    }
    if (*done) {
        note_end(*instance, holder);
        return !instance->runs_on();
    }
    logger_->error("plugin {} is stuck in handle(); it is left behind", instance->name());
    left_behind_.emplace_back(instance->name());
    add_zombie(*instance, "it is stuck in handle()");
    return false;
}

/// `holder`: the plugin that has the system's loader, so that this one could not be unloaded; empty: none.
void PluginSet::note_end(const RunningPlugin& ended, const std::string& holder) {
    if (ended.runs_on()) left_behind_.emplace_back(ended.name());
    if (!ended.stays().empty())
        add_zombie(ended, ended.stays());
    else if (!holder.empty())
        add_zombie(ended, "plugin " + holder + " hangs in the system's loader");
}

void PluginSet::add_zombie(const RunningPlugin& former, std::string cause) {
    if (former.process()) return; // its code is in that
    add_zombie({std::string{former.name()}, former.source(), former.generation(), std::chrono::system_clock::now(),
                std::move(cause)});
}

void PluginSet::add_zombie(Zombie zombie) {
    const auto name = zombie.plugin;
    const auto count = zombies_.add(std::move(zombie));
    logger_->warn("plugin {}: {} of at most {} former ones stay in memory", name, count, options_.max_zombies);
}

/// Nothing, or the call in which it hangs, which is logged.
std::optional<std::string> PluginSet::finish(RunningPlugin& instance, std::chrono::steady_clock::time_point until,
                                             ControlThread::Task task) {
    const std::string name{instance.name()};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    const auto limit = std::max(left, grace);
    auto call = run(name, limit, std::move(task));
    if (!call) return std::nullopt;
    if (instance.end_by_force()) {
        logger_->error("plugin {} hangs in {}: not back within {} ms; its process was ended", name, *call,
                       limit.count());
        return call;
    }
    logger_->error("plugin {} hangs in {}: not back within {} ms; it is left behind{}", name, *call, limit.count(),
                   *call == "stop()" ? ", and what it had not settled is handled again after the next start" : "");
    left_behind_.push_back(name);
    return call;
}

void PluginSet::halt(std::chrono::milliseconds limit) {
    const auto until = std::chrono::steady_clock::now() + limit;
    for (std::size_t index = instances_.size(); index-- > 0;) {
        const auto one = instances_[index];
        // stop() tells which are stuck in handle()
        const auto halt_it = [one](const auto& progress) { static_cast<void>(one->halt(progress)); };
        if (finish(*one, until, halt_it)) instances_.erase(instances_.begin() + static_cast<std::ptrdiff_t>(index));
    }
}

std::vector<std::string> PluginSet::stop(std::chrono::milliseconds limit) {
    const auto until = std::chrono::steady_clock::now() + limit;
    while (!instances_.empty()) {
        const auto one = std::move(instances_.back());
        instances_.pop_back();
        if (one->given_up()) continue; // it was left behind then
        const auto holder = loader_->holder();
        if (!holder.empty())
            logger_->warn("plugin {}: its library stays loaded: plugin {} hangs in the system's loader", one->name(),
                          holder);
        const auto code = holder.empty() ? RunningPlugin::Code::unload : RunningPlugin::Code::keep;
        const auto done = std::make_shared<bool>(false);
        const auto stop_it = [one, done, code](const auto& progress) { *done = one->stop(progress, code); };
        if (finish(*one, until, stop_it)) continue;
        if (*done && one->runs_on()) left_behind_.emplace_back(one->name());
        if (*done) continue;
        logger_->error("plugin {} is stuck in handle(); it is left behind", one->name());
        left_behind_.emplace_back(one->name());
    }
    return left_behind_;
}

} // namespace turnout::plugins
