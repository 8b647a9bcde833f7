#include "core/app/client/admin_client.hpp"
#include "core/app/client/content.hpp"
#include "core/app/client/table.hpp"
#include "core/app/commands.hpp"
#include "core/app/configuration.hpp"

#include <array>
#include <ostream>

namespace turnout::app {
namespace {

constexpr std::array<Option, 3> options{{json_option, config_option, timeout_option}};

class DeadShowCommand final : public Command {
public:
    std::string_view name() const override { return "dead show"; }

    std::string_view operands() const override { return "NUMBER"; }

    std::string_view summary() const override { return "Print a dead letter: why it died, headers and body"; }

    std::string_view help() const override {
        return "NUMBER as `turnout dead list` prints it; with the id of a message see `turnout events show`.\n";
    }

    Arguments::Shape shape() const override { return {options, 1, 1}; }

    int run(const Arguments& arguments, Streams streams) override {
        const auto letter = connect(arguments, streams).get("/dead/" + path_part(arguments.operands()[0]));
        if (arguments.has("json")) {
            print_json(streams.out, *letter);
            return ExitStatus::done;
        }
        streams.out << "route " << text_in(*letter, "route") << '\n';
        print_row(streams.out, *letter);
        const auto event = letter->getObject("event");
        if (event.isNull()) return ExitStatus::done;
        streams.out << '\n'
                    << id_of(*event) << "  accepted " << text_in(*event, "accepted") << ", sequence "
                    << text_in(*event, "sequence") << "\n\n";
        print_content(streams.out, *letter);
        return ExitStatus::done;
    }
};

} // namespace

std::unique_ptr<Command> make_dead_show_command() {
    return std::make_unique<DeadShowCommand>();
}

} // namespace turnout::app
