#include "core/app/client/dead_action.hpp"
#include "core/app/commands.hpp"
#include "core/app/configuration.hpp"

#include <array>

namespace turnout::app {
namespace {

constexpr std::array<Option, 11> options{{
    type_option,
    since_option,
    until_option,
    dead_route_option,
    broadcaster_option,
    all_option,
    most_option,
    yes_option,
    json_option,
    config_option,
    timeout_option,
}};

class DeadDropCommand final : public Command {
public:
    std::string_view name() const override { return "dead drop"; }

    std::string_view operands() const override { return "[NUMBER...]"; }

    std::string_view summary() const override { return "End dead letters for good"; }

    std::string_view help() const override {
        return "Those with these numbers, or those that the selectors mean; then it says how many and asks first.\n";
    }

    Arguments::Shape shape() const override { return {options, 0, 1000}; }

    int run(const Arguments& arguments, Streams streams) override {
        return act_on_dead_letters(arguments, streams, "/dead/drop", {}, "Drop", "dropped");
    }
};

} // namespace

std::unique_ptr<Command> make_dead_drop_command() {
    return std::make_unique<DeadDropCommand>();
}

} // namespace turnout::app
