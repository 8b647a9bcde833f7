#include "core/app/commands.hpp"
#include "core/app/version.hpp"

#include <turnout/abi.h>

#include <ostream>

namespace turnout::app {
namespace {

class VersionCommand final : public Command {
public:
    std::string_view name() const override { return "version"; }

    std::string_view operands() const override { return {}; }

    std::string_view summary() const override { return "Print the version of the host and of its plugin interface"; }

    std::string_view help() const override { return {}; }

    Arguments::Shape shape() const override { return {}; }

    int run(const Arguments& /*arguments*/, Streams streams) override {
        streams.out << "turnout " << version << " (plugin ABI " << TURNOUT_ABI_MAJOR << '.' << TURNOUT_ABI_MINOR
                    << ")\n";
        return ExitStatus::done;
    }
};

} // namespace

std::unique_ptr<Command> make_version_command() {
    return std::make_unique<VersionCommand>();
}

} // namespace turnout::app
