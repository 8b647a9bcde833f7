#include "core/app/commands.hpp"
#include "core/app/configuration.hpp"
#include "core/app/plugin_file.hpp"
#include "core/app/route_fit.hpp"
#include "core/config/describe.hpp"
#include "core/plugin/check_settings.hpp"
#include "core/plugin/error.hpp"

#include <array>
#include <ostream>

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
               "as they would be used, and what in the plugins' files does not fit them. Starts nothing, changes "
               "nothing,\n"
               "shows no secret, runs none of a plugin's code.\n";
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
    /// By what their files say; none of their code runs. Prints what a start would refuse.
    static bool plugins_fit(const config::Config& config, std::ostream& error) {
        bool fine = true;
        const auto refuse = [&](const std::string& text) {
            error << text << '\n';
            fine = false;
        };
        for (const config::Plugin& plugin : config.plugins) {
            const auto file = config.plugin_options.directory / plugin.library;
            const auto report = examine_file(file);
            for (const auto& finding : report.findings) {
                const std::string text =
                    "plugin " + plugin.name + ": " + file.string() + ": " + finding.what + "; " + finding.advice;
                finding.refused ? refuse(text) : void(error << "warning: " << text << '\n');
            }
            if (report.refused()) continue;
            try {
                plugins::check_settings(plugin, *report.manifest);
            } catch (const plugins::PluginError& problem) {
                refuse(problem.what());
            }
            for (const config::Route& route : config.routes) {
                if (route.plugin != plugin.name) continue;
                const auto fit = fit_of(route, *report.manifest);
                if (fit.none)
                    refuse(text_of(fit, route) + "; name a type and version that it declares");
                else if (!fit.missing.empty())
                    error << "warning: " << text_of(fit, route) << "; name the version in the route\n";
            }
        }
        return fine;
    }
};

} // namespace

std::unique_ptr<Command> make_check_command() {
    return std::make_unique<CheckCommand>();
}

} // namespace turnout::app
