#include "core/app/client/listing.hpp"
#include "core/app/client/table.hpp"
#include "core/app/commands.hpp"
#include "core/app/configuration.hpp"

#include <array>
#include <ostream>

namespace turnout::app {
namespace {

constexpr std::array<Option, 10> options{{
    type_option,
    since_option,
    until_option,
    {"route", "NAME", "only of this route; @host: those that the host keeps of its own"},
    {"state", "STATE", "waiting or held, instead of dead"},
    broadcaster_option,
    limit_option,
    json_option,
    config_option,
    timeout_option,
}};

constexpr std::array<std::string_view, 6> selectors{"type", "since", "until", "route", "state", "broadcaster"};

class DeadListCommand final : public Command {
public:
    std::string_view name() const override { return "dead list"; }

    std::string_view operands() const override { return {}; }

    std::string_view summary() const override { return "Print dead letters, oldest first"; }

    std::string_view help() const override {
        return "--since and --until are compared with the last attempt; for those of @host, with the acceptance.\n";
    }

    Arguments::Shape shape() const override { return {options, 0, 0}; }

    int run(const Arguments& arguments, Streams streams) override {
        return print_listing(arguments, streams, {"/dead", "letters", selectors, "none"}, print);
    }

private:
    static void print(const Poco::JSON::Array& letters, std::ostream& out) {
        Table table({{"NUMBER", true},
                     {"ROUTE"},
                     {"LAST ATTEMPT"},
                     {"ATTEMPTS", true},
                     {"VERDICT"},
                     {"TYPE"},
                     {"ID"},
                     {"REASON"}});
        for (unsigned i = 0; i < letters.size(); ++i) {
            const auto letter = letters.getObject(i);
            const auto event = letter->getObject("event");
            table.add({text_in(*letter, "number"), text_in(*letter, "route"), text_in(*letter, "last_attempt"),
                       text_in(*letter, "attempts"), text_in(*letter, "verdict"),
                       event.isNull() ? "(damaged)" : text_in(*event, "type"), event.isNull() ? "" : id_of(*event),
                       text_in(*letter, "reason")});
        }
        table.print(out);
    }
};

} // namespace

std::unique_ptr<Command> make_dead_list_command() {
    return std::make_unique<DeadListCommand>();
}

} // namespace turnout::app
