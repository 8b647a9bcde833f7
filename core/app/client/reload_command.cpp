#include "core/app/client/admin_client.hpp"
#include "core/app/client/table.hpp"
#include "core/app/commands.hpp"
#include "core/app/configuration.hpp"

#include <Poco/JSON/Array.h>

#include <array>
#include <ostream>

namespace turnout::app {
namespace {

constexpr std::array<Option, 4> options{
    {{"dry-run", "", "only say what would change"}, json_option, config_option, timeout_option}};

class ReloadCommand final : public Command {
public:
    std::string_view name() const override { return "reload"; }

    std::string_view operands() const override { return {}; }

    std::string_view summary() const override { return "Have the host read its configuration and plugins anew"; }

    std::string_view help() const override {
        return "Waits until it is done and prints what has changed. All or nothing: if anything is wrong the host goes "
               "on\n"
               "with what it had, the errors are printed, and the exit status is 1. New values of settings that need "
               "a\n"
               "restart are named.\n";
    }

    Arguments::Shape shape() const override { return {options, 0, 0}; }

    int run(const Arguments& arguments, Streams streams) override {
        Poco::JSON::Object asked;
        if (arguments.has("dry-run")) asked.set("dry_run", true);
        const auto report = connect(arguments, streams).post("/reload", asked);
        if (arguments.has("json"))
            print_json(streams.out, *report);
        else
            print(*report, streams);
        return report->getValue<bool>("done") ? ExitStatus::done : ExitStatus::failed;
    }

private:
    static void print(const Poco::JSON::Object& report, Streams streams) {
        for (const auto& line : *report.getArray("problems")) streams.error << line.convert<std::string>() << '\n';
        for (const auto& line : *report.getArray("warnings"))
            streams.error << "warning: " << line.convert<std::string>() << '\n';
        if (!report.getValue<bool>("done")) {
            streams.error << (report.getValue<bool>("disturbed") ? "Nothing else was changed.\n"
                                                                 : "Nothing was changed.\n");
            return;
        }
        const auto changes = report.getArray("changes");
        for (const auto& line : *changes) streams.out << line.convert<std::string>() << '\n';
        if (changes->empty()) streams.out << "nothing has changed\n";
        for (const auto& line : *report.getArray("notes")) streams.out << line.convert<std::string>() << '\n';
        for (const auto& key : *report.getArray("needs_restart"))
            streams.out << key.convert<std::string>() << ": the new value needs a restart\n";
    }
};

} // namespace

std::unique_ptr<Command> make_reload_command() {
    return std::make_unique<ReloadCommand>();
}

} // namespace turnout::app
