#include "core/app/commands.hpp"
#include "core/app/configuration.hpp"
#include "core/journal/kept_state.hpp"

#include <algorithm>
#include <array>
#include <ostream>

namespace turnout::app {
namespace {

using journal::KeptState;

constexpr std::array<Option, 3> options{{config_option, set_option, {"yes", "", "also if the plugin is configured"}}};

bool is_configured(const config::Config& config, const std::string& instance) {
    return std::any_of(config.plugins.begin(), config.plugins.end(),
                       [&](const auto& plugin) { return plugin.name == instance; });
}

std::string text_of(const KeptState& kept) {
    return std::to_string(kept.keys) + " keys, " + std::to_string(kept.bytes) + " bytes, " + std::to_string(kept.once) +
           " keys of once()";
}

class PluginsForgetCommand final : public Command {
public:
    std::string_view name() const override { return "plugins forget"; }

    std::string_view operands() const override { return "[NAME]"; }

    std::string_view summary() const override { return "Drop what is kept for a plugin, or list for which it is"; }

    std::string_view help() const override {
        return "What a plugin keeps (turnout.state/1) belongs to its name in the configuration, and stays when it is "
               "taken\n"
               "out of it. With NAME all of it is dropped for good; without, every name is listed for which something "
               "is\n"
               "kept. The host must not run. Exit status 1 if nothing is kept for NAME.\n";
    }

    Arguments::Shape shape() const override { return {options, 0, 1}; }

    int run(const Arguments& arguments, Streams streams) override {
        const auto config = load_configuration(configuration_file(arguments), arguments.values("set"), streams);
        if (!config) return ExitStatus::failed;
        const eventsub::SystemClock clock;
        journal::KeptStates states(config->state_directory, clock);
        const auto all = states.all();
        if (arguments.operands().empty()) {
            for (const auto& kept : all)
                streams.out << kept.instance << "  " << text_of(kept)
                            << (is_configured(*config, kept.instance) ? "" : "  (not configured)") << '\n';
            if (all.empty()) streams.out << "nothing is kept for any plugin\n";
            return ExitStatus::done;
        }
        const std::string& wanted = arguments.operands()[0];
        const auto found =
            std::find_if(all.begin(), all.end(), [&](const auto& kept) { return kept.instance == wanted; });
        if (found == all.end()) {
            streams.error << "nothing is kept for plugin " << wanted << '\n';
            return ExitStatus::failed;
        }
        if (is_configured(*config, wanted) && !arguments.has("yes")) {
            streams.error << "plugin " << wanted << " is configured: with --yes what it keeps is dropped all the same ("
                          << text_of(*found) << ")\n";
            return ExitStatus::failed;
        }
        states.forget(wanted);
        streams.out << "dropped for plugin " << wanted << ": " << text_of(*found) << '\n';
        return ExitStatus::done;
    }
};

} // namespace

std::unique_ptr<Command> make_plugins_forget_command() {
    return std::make_unique<PluginsForgetCommand>();
}

} // namespace turnout::app
