#include "core/app/client/admin_client.hpp"
#include "core/app/client/table.hpp"
#include "core/app/commands.hpp"
#include "core/app/configuration.hpp"

#include <array>
#include <ostream>

namespace turnout::app {
namespace {

constexpr std::array<Option, 3> options{{json_option, config_option, timeout_option}};

class RoutesListCommand final : public Command {
public:
    std::string_view name() const override { return "routes list"; }

    std::string_view operands() const override { return {}; }

    std::string_view summary() const override { return "Print how each route of the running host stands"; }

    std::string_view help() const override {
        return "BACKLOG is what is not settled yet, of which WAITING is tried again later and HELD is behind such "
               "one;\n"
               "DEAD is dead letters; OLDEST is when the oldest event of the backlog was accepted.\n";
    }

    Arguments::Shape shape() const override { return {options, 0, 0}; }

    int run(const Arguments& arguments, Streams streams) override {
        const auto answer = connect(arguments, streams).get("/routes");
        if (arguments.has("json")) {
            print_json(streams.out, *answer);
            return ExitStatus::done;
        }
        const auto routes = answer->getArray("routes");
        if (routes->empty()) streams.out << "no routes\n";
        Table table({{"ROUTE"},
                     {"STATE"},
                     {"PLUGIN"},
                     {"TYPE"},
                     {"BACKLOG", true},
                     {"WAITING", true},
                     {"HELD", true},
                     {"DEAD", true},
                     {"OLDEST"}});
        for (std::size_t i = 0; i < routes->size(); ++i) {
            const auto route = routes->getObject(static_cast<unsigned>(i));
            const auto type = text_in(*route, "type");
            table.add({text_in(*route, "name"), text_in(*route, "state"), text_in(*route, "plugin"),
                       type.empty() && text_in(*route, "state") != "retired" ? "(every event)" : type,
                       text_in(*route, "backlog"), text_in(*route, "waiting"), text_in(*route, "held"),
                       text_in(*route, "dead"), text_in(*route, "oldest")});
        }
        if (!routes->empty()) table.print(streams.out);
        print_reasons(*routes, streams.out);
        return ExitStatus::done;
    }

private:
    static void print_reasons(const Poco::JSON::Array& routes, std::ostream& out) {
        for (std::size_t i = 0; i < routes.size(); ++i) {
            const auto route = routes.getObject(static_cast<unsigned>(i));
            if (const auto reason = text_in(*route, "reason"); !reason.empty())
                out << text_in(*route, "name") << ": " << reason << '\n';
        }
    }
};

} // namespace

std::unique_ptr<Command> make_routes_list_command() {
    return std::make_unique<RoutesListCommand>();
}

} // namespace turnout::app
