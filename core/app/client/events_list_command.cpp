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
    {"state", "STATE", "only those that are open, settled, waiting, held or dead, on --route or on any"},
    {"route", "NAME", "only those that this route takes; with --state: how they stand on it"},
    broadcaster_option,
    limit_option,
    json_option,
    config_option,
    timeout_option,
}};

constexpr std::array<std::string_view, 6> selectors{"type", "since", "until", "state", "route", "broadcaster"};

class EventsListCommand final : public Command {
public:
    std::string_view name() const override { return "events list"; }

    std::string_view operands() const override { return {}; }

    std::string_view summary() const override { return "Print what was accepted and is still kept, newest first"; }

    std::string_view help() const override {
        return "Open: a route has still to handle it. Settled: no route has, and nothing of it is parked. What a "
               "route\n"
               "takes is told by its configuration as it runs now. Waiting, held and dead ones are listed oldest "
               "first, as\n"
               "they are parked; see also `turnout dead`. --since and --until compare when an event was accepted; "
               "with\n"
               "--state waiting, held or dead, when it was last attempted (accepted, if it never was).\n";
    }

    Arguments::Shape shape() const override { return {options, 0, 0}; }

    int run(const Arguments& arguments, Streams streams) override {
        return print_listing(arguments, streams, {"/events", "events", selectors, "no events"}, print);
    }

private:
    static void print(const Poco::JSON::Array& events, std::ostream& out) {
        Table table({{"ACCEPTED"}, {"TYPE"}, {"VERSION"}, {"BROADCASTER"}, {"ID"}});
        for (unsigned i = 0; i < events.size(); ++i) {
            const auto event = events.getObject(i);
            table.add({text_in(*event, "accepted"), text_in(*event, "type"), text_in(*event, "version"),
                       text_in(*event, "broadcaster_id"), id_of(*event)});
        }
        table.print(out);
    }
};

} // namespace

std::unique_ptr<Command> make_events_list_command() {
    return std::make_unique<EventsListCommand>();
}

} // namespace turnout::app
