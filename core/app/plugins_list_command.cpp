#include "core/app/commands.hpp"
#include "core/app/configuration.hpp"
#include "core/app/plugin_file.hpp"

#include <Poco/JSON/Array.h>

#include <array>
#include <ostream>

namespace turnout::app {
namespace {

constexpr std::array<Option, 3> options{
    {config_option, set_option, {"json", "", "a JSON array instead of text; each as `plugins inspect --json`"}}};

class PluginsListCommand final : public Command {
public:
    std::string_view name() const override { return "plugins list"; }

    std::string_view operands() const override { return {}; }

    std::string_view summary() const override {
        return "Print the plugins of the configuration and what their files say";
    }

    std::string_view help() const override {
        return "Runs none of their code, and asks no running host. Exit status 1 if a file would not be loaded.\n";
    }

    Arguments::Shape shape() const override { return {options, 0, 0}; }

    int run(const Arguments& arguments, Streams streams) override {
        const auto config = load_configuration(configuration_file(arguments), arguments.values("set"), streams);
        if (!config) return ExitStatus::failed;
        const bool json = arguments.has("json");
        Poco::JSON::Array::Ptr list = new Poco::JSON::Array;
        bool all_load = true;
        for (const config::Plugin& plugin : config->plugins) {
            const auto file = config->plugin_options.directory / plugin.library;
            const auto report = examine_plugin(config->plugin_options, plugin);
            all_load = all_load && !report.refused();
            if (json) {
                auto entry = report_json(report);
                entry->set("name", plugin.name).set("file", file.string());
                list->add(entry);
            } else {
                streams.out << plugin.name << "  " << file.string() << '\n';
                print_report(streams.out, report);
            }
        }
        if (json) {
            list->stringify(streams.out, 2);
            streams.out << '\n';
        } else if (config->plugins.empty())
            streams.out << "no plugins in " << config->plugin_options.directory.string() << '\n';
        return all_load ? ExitStatus::done : ExitStatus::failed;
    }
};

} // namespace

std::unique_ptr<Command> make_plugins_list_command() {
    return std::make_unique<PluginsListCommand>();
}

} // namespace turnout::app
