// Running plugins are asked to go on with other settings: all of them do, or none.
#pragma once
#include "core/config/config.hpp"
#include "core/plugin/running_plugin.hpp"

#include <spdlog/logger.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace turnout::app {

/// Of one reload. While perform() and undo() are called nothing of these plugins may run.
class Reconfiguration {
public:
    using Instance = std::shared_ptr<plugins::RunningPlugin>;

    struct Means {
        /// As PluginSet::configure().
        std::function<plugins::Configured(const Instance& instance, const config::Plugin& plugin)> configure;
        /// As PluginSet::make().
        std::function<Instance(const config::Plugin& plugin)> make;
    };

    Reconfiguration(Means means, std::shared_ptr<spdlog::logger> logger);

    void add(Instance instance, config::Plugin former, config::Plugin next);

    bool empty() const { return members_.empty(); }

    std::vector<std::shared_ptr<plugins::Handler>> handlers() const;

    /// Asks one after the other; of those that need one a fresh instance is made. Nothing: each is configured, or there
    /// is a fresh() one of it. Else why not, and undo() is due.
    std::optional<std::string> perform();

    /// Has those that apply their new settings go back to the former ones. What cannot be asked any more, or does not
    /// go back, is spoilt, which is logged.
    void undo();

    /// After undo(): makes an instance with the former settings for each that is spoilt, if it can. A line for each.
    std::vector<std::string> repair();

    /// What perform() made after a success, or else repair().
    std::vector<Instance> fresh() const;

    /// What perform() has made and nobody needs after undo().
    std::vector<Instance> leftovers() const { return leftovers_; }

    std::vector<std::string> spoilt() const;
    /// The spoilt ones of which repair() could make no other.
    std::vector<std::string> missing() const;

    /// The settings that the plugin of this name was asked to go on with.
    const std::map<std::string, std::string>& wanted(const std::string& name) const;

    /// Whether it goes on with its new settings.
    bool configured(const std::string& name) const;

private:
    enum class State { untouched, applied, replaced, spoilt };

    struct Member {
        Instance instance;
        config::Plugin former, next;
        State state = State::untouched;
        Instance fresh{};
    };

    std::optional<std::string> ask(Member& member);
    void take_back(Member& member);
    std::vector<std::string> names_of(const std::function<bool(const Member&)>& wanted) const;

    const Means means_;
    const std::shared_ptr<spdlog::logger> logger_;
    std::vector<Member> members_;
    std::vector<Instance> leftovers_;
};

} // namespace turnout::app
