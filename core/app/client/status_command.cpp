#include "core/app/client/admin_client.hpp"
#include "core/app/client/table.hpp"
#include "core/app/commands.hpp"
#include "core/app/configuration.hpp"

#include <array>
#include <map>
#include <ostream>
#include <utility>
#include <vector>

namespace turnout::app {
namespace {

constexpr std::array<Option, 3> options{{json_option, config_option, timeout_option}};

class StatusCommand final : public Command {
public:
    std::string_view name() const override { return "status"; }

    std::string_view operands() const override { return {}; }

    std::string_view summary() const override { return "Print whether the running host can do its work, and why not"; }

    std::string_view help() const override { return "Exit status 1 if the host is not ready, or does not answer.\n"; }

    Arguments::Shape shape() const override { return {options, 0, 0}; }

    int run(const Arguments& arguments, Streams streams) override {
        const auto status = connect(arguments, streams).get("/status");
        if (arguments.has("json"))
            print_json(streams.out, *status);
        else
            print(*status, streams.out);
        return status->getValue<bool>("ready") ? ExitStatus::done : ExitStatus::failed;
    }

private:
    static void print(const Poco::JSON::Object& status, std::ostream& out) {
        out << "turnout " << text_in(status, "version") << ", since " << text_in(status, "started") << '\n';
        out << (status.getValue<bool>("ready") ? "ready" : "not ready") << '\n';
        for (const auto& reason : *status.getArray("reasons")) out << "  " << printable(reason.toString()) << '\n';
        const auto counters = status.getObject("http");
        const auto deliveries = status.getObject("deliveries");
        out << "accepted    " << text_in(*counters, "callback.stored") << ", twice "
            << text_in(*counters, "callback.duplicate") << '\n';
        out << "deliveries  " << text_in(*deliveries, "handed_out") << " handed out, " << text_in(*deliveries, "done")
            << " done, " << text_in(*deliveries, "retried") << " retried, " << text_in(*deliveries, "dead")
            << " dead\n";
        if (const auto crash = status.getObject("last_crash")) print_crash(*crash, out);
        print_plugins(*status.getArray("plugins"), out);
        print_zombies(*status.getArray("zombies"), text_in(status, "max_zombies"), out);
    }

    /// Those that do not run, and those that have a process of their own.
    static void print_plugins(const Poco::JSON::Array& plugins, std::ostream& out) {
        for (unsigned index = 0; index < plugins.size(); ++index) {
            const auto plugin = plugins.getObject(index);
            if (!plugin->getValue<bool>("running"))
                out << "plugin      " << text_in(*plugin, "name") << " does not run: " << text_in(*plugin, "reason")
                    << '\n';
            const auto process = plugin->getObject("process");
            if (!process) continue;
            out << "plugin      " << text_in(*plugin, "name") << ": "
                << (process->has("pid") ? "process " + text_in(*process, "pid") : "no process runs")
                << ", started again " << text_in(*process, "restarts") << " times\n";
            if (!process->has("last_end")) continue;
            const auto lines = process->getArray("last_lines");
            out << "  the last one " << text_in(*process, "last_end")
                << (lines->empty() ? "; it said nothing\n" : "; its last lines:\n");
            for (const auto& line : *lines) out << "    " << printable(line.toString()) << '\n';
        }
    }

    static void print_zombies(const Poco::JSON::Array& zombies, const std::string& most, std::ostream& out) {
        std::map<std::string, std::vector<Poco::JSON::Object::Ptr>> by_plugin;
        for (unsigned index = 0; index < zombies.size(); ++index) {
            auto zombie = zombies.getObject(index);
            by_plugin[text_in(*zombie, "plugin")].push_back(std::move(zombie));
        }
        for (const auto& [plugin, former] : by_plugin) {
            out << "zombies     plugin " << plugin << ": " << former.size() << " of at most " << most
                << " former ones stay in memory\n";
            for (const auto& one : former) {
                const auto generation = text_in(*one, "generation");
                out << "  " << text_in(*one, "library")
                    << (generation == "0" ? ", which never ran" : ", generation " + generation) << ", since "
                    << text_in(*one, "since") << ": " << text_in(*one, "cause") << '\n';
            }
        }
    }

    static void print_crash(const Poco::JSON::Object& crash, std::ostream& out) {
        const auto plugin = text_in(crash, "plugin"), event = text_in(crash, "message_id");
        const auto cause = text_in(crash, "cause"), thread = text_in(crash, "thread");
        out << "last run    crashed at " << text_in(crash, "time") << ": " << text_in(crash, "signal")
            << (cause.empty() ? "" : " (" + cause + ")") << " in "
            << (plugin.empty() ? "no call into a plugin" : "plugin " + plugin + ", " + text_in(crash, "call"));
        if (!event.empty()) out << ", event " << event << " (" << text_in(crash, "delivery") << ')';
        if (!thread.empty()) out << ", thread " << thread;
        out << "\n  report: " << text_in(crash, "report") << '\n';
    }
};

} // namespace

std::unique_ptr<Command> make_status_command() {
    return std::make_unique<StatusCommand>();
}

} // namespace turnout::app
