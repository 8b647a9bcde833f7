#include "core/app/commands.hpp"
#include "core/app/plugin_file.hpp"

#include <array>
#include <ostream>

namespace turnout::app {
namespace {

constexpr std::array<Option, 1> options{{{"json", "", "one JSON object instead of text"}}};

class PluginsInspectCommand final : public Command {
public:
    std::string_view name() const override { return "plugins inspect"; }

    std::string_view operands() const override { return "FILE.so"; }

    std::string_view summary() const override { return "Print what a plugin's file says of itself"; }

    std::string_view help() const override {
        return "Id, version, ABI, event types, settings with help, type and default, and what turnout-lint finds. Runs "
               "none "
               "of its code.\n"
               "Exit status 1 if this host would not load it.\n";
    }

    Arguments::Shape shape() const override { return {options, 1, 1}; }

    int run(const Arguments& arguments, Streams streams) override {
        const std::string& file = arguments.operands()[0];
        const auto report = examine_file(file);
        if (arguments.has("json")) {
            const auto json = report_json(report);
            json->stringify(streams.out, 2);
            streams.out << '\n';
        } else {
            streams.out << file << '\n';
            print_report(streams.out, report);
        }
        return report.refused() ? ExitStatus::failed : ExitStatus::done;
    }
};

} // namespace

std::unique_ptr<Command> make_plugins_inspect_command() {
    return std::make_unique<PluginsInspectCommand>();
}

} // namespace turnout::app
