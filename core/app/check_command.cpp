#include "core/app/commands.hpp"
#include "core/app/configuration.hpp"
#include "core/app/plugin_file.hpp"
#include "core/app/required_plugins.hpp"
#include "core/app/route_fit.hpp"
#include "core/config/describe.hpp"
#include "core/plugin/check_settings.hpp"
#include "core/plugin/error.hpp"

#include <array>
#include <ostream>
#include <string>
#include <vector>

namespace turnout::app {
namespace {

constexpr std::array<Option, 2> options{{config_option, set_option}};

class CheckCommand final : public Command {
public:
    std::string_view name() const override { return "check"; }

    std::string_view operands() const override { return "[FILE]"; }

    std::string_view summary() const override { return "Check the configuration and print what it resolves to"; }

    std::string_view help() const override {
        return "Prints every error with file, line and key, and exits with status 1; or prints the plugins and routes\n"
               "as they would be used, and what in the plugins' files does not fit them. Starts nothing, changes\n"
               "nothing, shows no secret, runs none of a plugin's code. What is wrong with a plugin that is not in\n"
               "plugins.required is a warning. Run it as the user of the host: the files must be that user's or "
               "root's.\n";
    }

    Arguments::Shape shape() const override { return {options, 0, 1}; }

    int run(const Arguments& arguments, Streams streams) override {
        if (arguments.has("config") && !arguments.operands().empty())
            throw UsageError("FILE and --config mean the same: give one of them");
        const std::filesystem::path file = arguments.operands().empty()
                                               ? configuration_file(arguments)
                                               : std::filesystem::path(arguments.operands()[0]);
        const auto config = load_configuration(file, arguments.values("set"), streams);
        if (!config) return ExitStatus::failed;
        streams.out << config::describe(*config);
        return plugins_fit(*config, streams.error) ? ExitStatus::done : ExitStatus::failed;
    }

private:
    /// By what their files say; none of their code runs. Prints what a start would refuse, and returns whether it would
    /// start.
    static bool plugins_fit(const config::Config& config, std::ostream& error) {
        bool starts = true;
        for (const config::Plugin& plugin : config.plugins) {
            const auto found = faults(config, plugin);
            for (const auto& text : found.warnings) error << "warning: " << text << '\n';
            const bool required = is_required(config.plugin_options, plugin.name);
            for (const auto& text : found.refusals)
                error << (required ? "" : "warning: ") << text
                      << (required ? "\n" : " (it is not required: the host starts without it)\n");
            starts = starts && (found.refusals.empty() || !required);
        }
        return starts;
    }

    struct Faults {
        std::vector<std::string> refusals, warnings;
    };

    static Faults faults(const config::Config& config, const config::Plugin& plugin) {
        Faults result;
        const auto report = examine_plugin(config.plugin_options, plugin);
        const std::string place =
            "plugin " + plugin.name + ": " + (config.plugin_options.directory / plugin.library).string() + ": ";
        for (const auto& finding : report.findings)
            (finding.refused ? result.refusals : result.warnings).push_back(place + text_of(finding));
        if (report.refused()) return result;
        try {
            plugins::check_settings(plugin, *report.manifest);
        } catch (const plugins::PluginError& problem) {
            result.refusals.emplace_back(problem.what());
        }
        for (const config::Route& route : config.routes) {
            if (route.plugin != plugin.name || !route.enabled) continue;
            const auto fit = fit_of(route, *report.manifest);
            if (fit.none)
                result.refusals.push_back(text_of(fit, route) + "; name a type and version that it declares");
            else if (!fit.missing.empty())
                result.warnings.push_back(text_of(fit, route) + "; name the version in the route");
        }
        return result;
    }
};

} // namespace

std::unique_ptr<Command> make_check_command() {
    return std::make_unique<CheckCommand>();
}

} // namespace turnout::app
