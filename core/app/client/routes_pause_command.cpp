#include "core/app/client/admin_client.hpp"
#include "core/app/client/table.hpp"
#include "core/app/commands.hpp"
#include "core/app/configuration.hpp"

#include <array>
#include <ostream>

namespace turnout::app {
namespace {

constexpr std::array<Option, 3> options{{json_option, config_option, timeout_option}};

class RoutesPauseCommand final : public Command {
public:
    explicit RoutesPauseCommand(bool pause) : pause_(pause) {}

    std::string_view name() const override { return pause_ ? "routes pause" : "routes resume"; }

    std::string_view operands() const override { return "NAME"; }

    std::string_view summary() const override {
        return pause_ ? "Have the events of a route wait" : "Let the events of a paused route go on";
    }

    std::string_view help() const override {
        return pause_ ? "What is being handled ends as usual. Lasts over restarts, until `turnout routes resume`.\n"
                      : "Refused for a route that its configuration pauses.\n";
    }

    Arguments::Shape shape() const override { return {options, 1, 1}; }

    int run(const Arguments& arguments, Streams streams) override {
        const std::string path = "/routes/" + path_part(arguments.operands()[0]) + (pause_ ? "/pause" : "/resume");
        const auto route = connect(arguments, streams).post(path, Poco::JSON::Object());
        if (arguments.has("json"))
            print_json(streams.out, *route);
        else
            streams.out << "route " << text_in(*route, "name") << " is " << text_in(*route, "state") << ", backlog "
                        << text_in(*route, "backlog") << '\n';
        return ExitStatus::done;
    }

private:
    const bool pause_;
};

} // namespace

std::unique_ptr<Command> make_routes_pause_command() {
    return std::make_unique<RoutesPauseCommand>(true);
}

std::unique_ptr<Command> make_routes_resume_command() {
    return std::make_unique<RoutesPauseCommand>(false);
}

} // namespace turnout::app
