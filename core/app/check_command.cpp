#include "core/app/commands.hpp"
#include "core/app/configuration.hpp"
#include "core/config/describe.hpp"

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
               "as they would be used. Starts nothing, changes nothing, shows no secret.\n";
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
        return ExitStatus::done;
    }
};

} // namespace

std::unique_ptr<Command> make_check_command() {
    return std::make_unique<CheckCommand>();
}

} // namespace turnout::app
