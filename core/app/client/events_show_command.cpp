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

class EventsShowCommand final : public Command {
public:
    std::string_view name() const override { return "events show"; }

    std::string_view operands() const override { return "ID"; }

    std::string_view summary() const override {
        return "Print an event: headers, body, and what happened on each route";
    }

    std::string_view help() const override {
        return "ID is that of the message, or of an element of a batched one. Headers are those that are kept; the\n"
               "signature is not. What succeeded at once leaves only the time by which it was settled.\n";
    }

    Arguments::Shape shape() const override { return {options, 1, 1}; }

    int run(const Arguments& arguments, Streams streams) override {
        const auto answer = connect(arguments, streams).get("/events/" + path_part(arguments.operands()[0]));
        if (arguments.has("json")) {
            print_json(streams.out, *answer);
            return ExitStatus::done;
        }
        const auto events = answer->getArray("events");
        for (unsigned i = 0; i < events->size(); ++i) {
            if (i > 0) streams.out << "\n----\n\n";
            print(*events->getObject(i), streams.out);
        }
        return ExitStatus::done;
    }

private:
    static void print(const Poco::JSON::Object& event, std::ostream& out) {
        out << id_of(event) << "  " << text_in(event, "type") << '@' << text_in(event, "version") << "  "
            << text_in(event, "kind") << '\n'
            << "sent " << text_in(event, "sent") << ", accepted " << text_in(event, "accepted") << ", sequence "
            << text_in(event, "sequence") << "\n\n";
        print_content(out, event);
        const auto routes = event.getArray("routes");
        for (unsigned i = 0; i < routes->size(); ++i) print_fate(*routes->getObject(i), out);
    }

    static void print_fate(const Poco::JSON::Object& fate, std::ostream& out) {
        const auto standing = text_in(fate, "standing");
        const auto by = text_in(fate, "settled_by");
        const auto rows = fate.getArray("rows");
        out << "\nroute " << text_in(fate, "route") << (fate.getValue<bool>("retired") ? " (retired): " : ": ");
        if (standing == "before_start")
            out << "accepted before the route began\n";
        else if (standing == "open")
            out << "not handled yet\n";
        else
            out << (rows->empty() ? "settled" : "did not succeed at once")
                << (by.empty() ? "" : ", by " + by + " at the latest") << '\n';
        for (unsigned i = 0; i < rows->size(); ++i) print_row(out, *rows->getObject(i));
    }
};

} // namespace

std::unique_ptr<Command> make_events_show_command() {
    return std::make_unique<EventsShowCommand>();
}

} // namespace turnout::app
