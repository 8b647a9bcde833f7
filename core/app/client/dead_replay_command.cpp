#include "core/app/client/dead_action.hpp"
#include "core/app/commands.hpp"
#include "core/app/configuration.hpp"

#include <array>

namespace turnout::app {
namespace {

constexpr std::array<Option, 12> options{{
    type_option,
    since_option,
    until_option,
    dead_route_option,
    broadcaster_option,
    all_option,
    most_option,
    {"to", "NAME", "on this route instead of their own"},
    yes_option,
    json_option,
    config_option,
    timeout_option,
}};

class DeadReplayCommand final : public Command {
public:
    std::string_view name() const override { return "dead replay"; }

    std::string_view operands() const override { return "[NUMBER...]"; }

    std::string_view summary() const override { return "Have dead letters delivered again"; }

    std::string_view help() const override {
        return "Those with these numbers, or those that the selectors mean; then it says how many and asks first. The\n"
               "dead letter goes in the same step in which its event is waiting again. Those of @host need --to.\n"
               "Exit status 1 if some were left as they are; it says why.\n";
    }

    Arguments::Shape shape() const override { return {options, 0, 1000}; }

    int run(const Arguments& arguments, Streams streams) override {
        Query further;
        if (const auto to = arguments.value("to")) further.emplace_back("to", *to);
        return act_on_dead_letters(arguments, streams, "/dead/replay", further, "Replay", "replayed");
    }
};

} // namespace

std::unique_ptr<Command> make_dead_replay_command() {
    return std::make_unique<DeadReplayCommand>();
}

} // namespace turnout::app
