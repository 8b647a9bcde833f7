#include "core/app/client/admin_client.hpp"
#include "core/app/client/confirmation.hpp"
#include "core/app/client/table.hpp"
#include "core/app/commands.hpp"
#include "core/app/configuration.hpp"

#include <array>
#include <ostream>

namespace turnout::app {
namespace {

constexpr std::array<Option, 4> options{{yes_option, json_option, config_option, timeout_option}};

class RoutesDropCommand final : public Command {
public:
    std::string_view name() const override { return "routes drop"; }

    std::string_view operands() const override { return "NAME"; }

    std::string_view summary() const override { return "End a route that is no longer configured, with its backlog"; }

    std::string_view help() const override {
        return "Asks first if events wait on it. Its dead letters stay; see `turnout dead drop --route NAME`.\n";
    }

    Arguments::Shape shape() const override { return {options, 1, 1}; }

    int run(const Arguments& arguments, Streams streams) override {
        auto client = connect(arguments, streams);
        const std::string& name = arguments.operands()[0];
        const std::string path = "/routes/" + path_part(name);
        const auto route = client.get(path);
        const auto backlog = route->getValue<std::uint64_t>("backlog");
        // A configured one is refused by the host, which says why.
        if (text_in(*route, "state") == "retired" && backlog > 0 &&
            !confirmed(arguments, "Drop route " + name + " and " + std::to_string(backlog) + " events not settled?",
                       streams))
            return ExitStatus::failed;
        const auto answer = client.remove(path);
        if (arguments.has("json"))
            print_json(streams.out, *answer);
        else
            streams.out << "route " << name << " dropped\n";
        return ExitStatus::done;
    }
};

} // namespace

std::unique_ptr<Command> make_routes_drop_command() {
    return std::make_unique<RoutesDropCommand>();
}

} // namespace turnout::app
