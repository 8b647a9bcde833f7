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
               "signature is not. What succeeded leaves only the time by which it was settled. Whether a route wanted "
               "the\n"
               "event is told by its configuration as it runs now, with the condition that decides; see `turnout "
               "explain`.\n"
               "A dead letter that was dropped, replayed or ended by retention shows as handled.\n";
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
        out << (standing == "settled" ? settled_as(fate, *rows) : unsettled_as(fate, standing));
        out << (by.empty() ? "" : ", by " + by + " at the latest") << '\n';
        for (unsigned i = 0; i < rows->size(); ++i) print_row(out, *rows->getObject(i));
    }

    static std::string unsettled_as(const Poco::JSON::Object& fate, const std::string& standing) {
        if (standing == "before_start") return "accepted before the route began";
        const auto decided_by = text_in(fate, "decided_by");
        return "open: not handled yet" + (decided_by.empty() ? "" : ", nor wanted (" + decided_by + ")");
    }

    /// What is left of the delivery that acceptance caused, else what the route does with such an event.
    static std::string settled_as(const Poco::JSON::Object& fate, const Poco::JSON::Array& rows) {
        for (unsigned i = 0; i < rows.size(); ++i)
            if (rows.getObject(i)->optValue<unsigned>("replay", 0) == 0) return text_in(*rows.getObject(i), "state");
        const auto decided_by = text_in(fate, "decided_by");
        if (decided_by == "enabled") return "passed by, as the route is not enabled";
        if (!decided_by.empty()) return "not wanted (" + decided_by + ")";
        return fate.isNull("wanted") ? "settled" : "handled (ok)";
    }
};

} // namespace

std::unique_ptr<Command> make_events_show_command() {
    return std::make_unique<EventsShowCommand>();
}

} // namespace turnout::app
