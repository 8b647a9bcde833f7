#include "core/app/client/confirmation.hpp"
#include "core/app/client/outcome.hpp"
#include "core/app/client/selectors.hpp"
#include "core/app/commands.hpp"
#include "core/app/configuration.hpp"

#include <Poco/JSON/Array.h>

#include <array>
#include <ostream>

namespace turnout::app {
namespace {

constexpr std::array<Option, 9> options{{
    {"route", "NAME", "the route that is to handle them again; must be given"},
    type_option,
    since_option,
    until_option,
    broadcaster_option,
    yes_option,
    json_option,
    config_option,
    timeout_option,
}};

constexpr std::array<std::string_view, 4> selectors{"type", "since", "until", "broadcaster"};

class EventsReplayCommand final : public Command {
public:
    std::string_view name() const override { return "events replay"; }

    std::string_view operands() const override { return "[ID...]"; }

    std::string_view summary() const override { return "Have a route handle events again that are still kept"; }

    std::string_view help() const override {
        return "Those with these ids, or those that the selectors mean; then it says how many and asks first. The id "
               "of\n"
               "a batched message means all its elements. A replay is a new delivery of the same event, which the "
               "plugin\n"
               "sees marked as such; the oldest event goes first. Of what selectors mean only those are replayed that\n"
               "the route takes as it is configured; ids are replayed in any case. --since and --until compare when "
               "an\n"
               "event was accepted.\n";
    }

    Arguments::Shape shape() const override { return {options, 0, 1000}; }

    int run(const Arguments& arguments, Streams streams) override {
        auto query = selection(arguments, selectors);
        const auto route = arguments.value("route");
        if (!route) throw UsageError("--route is missing: which route is to handle them again?");
        if (arguments.operands().empty() == query.empty())
            throw UsageError("give either ids, or selectors such as --type and --since");
        auto client = connect(arguments, streams);
        ActionSum sum;
        if (query.empty()) {
            Poco::JSON::Array::Ptr ids = new Poco::JSON::Array;
            for (const auto& id : arguments.operands()) ids->add(id);
            Poco::JSON::Object body;
            body.set("ids", ids).set("route", *route);
            sum.add(*client.post("/events/replay", body));
            return sum.report("replayed", arguments.has("json"), streams);
        }
        // What comes from now on is not meant, or it would never end.
        if (!arguments.has("until"))
            query.emplace_back("until", time_meant("0s", eventsub::SystemClock().now(), "until"));
        sum = each_page(client, query, *route, true);
        const auto meant = sum.matching - sum.skipped;
        if (meant > 1 &&
            !confirmed(arguments, "Replay " + std::to_string(meant) + " events on route " + *route + "?", streams))
            return ExitStatus::failed;
        if (meant > 0) sum = each_page(client, query, *route, false);
        return sum.report("replayed", arguments.has("json"), streams);
    }

private:
    static ActionSum each_page(AdminClient& client, const Query& query, const std::string& route, bool dry_run) {
        ActionSum sum;
        Poco::Dynamic::Var next;
        do {
            Poco::JSON::Object body;
            for (const auto& [name, value] : query) body.set(name, value);
            body.set("route", route).set("dry_run", dry_run).set("limit", 1000);
            if (!next.isEmpty()) body.set("page", next);
            const auto answer = client.post("/events/replay", body);
            sum.add(*answer);
            next = answer->get("next");
        } while (!next.isEmpty() && sum.incomplete.empty());
        return sum;
    }
};

} // namespace

std::unique_ptr<Command> make_events_replay_command() {
    return std::make_unique<EventsReplayCommand>();
}

} // namespace turnout::app
