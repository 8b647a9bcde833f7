#include "core/app/commands.hpp"
#include "core/app/configuration.hpp"
#include "core/app/console.hpp"
#include "core/app/dev_setup.hpp"
#include "core/app/dev_traffic.hpp"
#include "core/app/host.hpp"
#include "core/app/signals.hpp"
#include "core/app/version.hpp"
#include "core/config/units.hpp"

#include <spdlog/sinks/ostream_sink.h>
#include <unistd.h>

#include <array>
#include <limits>
#include <optional>
#include <ostream>

namespace turnout::app {
namespace {

using std::chrono::nanoseconds;

constexpr std::array<Option, 3> options{{
    {"rate", "N", "events per second (10)"},
    {"for", "DURATION", "how long to send, e.g. 30s or 5m (until Ctrl-C; 10s if the output is no terminal)"},
    {"events", "N", "how many events to send (no limit)"},
}};

struct Plan {
    std::uint64_t rate = 10;
    std::uint64_t events = std::numeric_limits<std::uint64_t>::max();
    std::optional<nanoseconds> duration;
};

Plan read_plan(const Arguments& arguments) {
    Plan plan;
    plan.rate = arguments.number("rate", plan.rate, 1, 100'000);
    plan.events = arguments.number("events", plan.events, 1, plan.events);
    const bool limited = arguments.has("events") || arguments.has("for");
    if (!limited && isatty(STDOUT_FILENO) == 0) plan.duration = std::chrono::seconds(10); // no script hangs
    if (const auto text = arguments.value("for")) {
        const auto parsed = config::parse_duration(*text);
        const auto* duration = std::get_if<config::Milliseconds>(&parsed);
        if (duration == nullptr) throw UsageError("--for takes a duration such as 30s or 5m, not '" + *text + "'");
        plan.duration = *duration;
    }
    return plan;
}

void print_welcome(std::ostream& out, const Host& host, const config::Config& config, const DevSetup& setup) {
    const std::string program = std::filesystem::read_symlink("/proc/self/exe").string();
    out << "\nTurnout " << version << ", a host for trying things out; Ctrl-C ends it.\n\n"
        << "  callback  " << local_url(host.callback_address(), config.http.path) << "   signed events arrive here\n"
        << "  health    " << local_url(host.admin_address(), "/readyz") << '\n'
        << "  plugin    logger, from " << own_plugin_directory().string() << "   writes a line per event\n"
        << "  state     " << setup.directory().string() << "   removed at the end\n\n"
        << "In another terminal, send it an event of your own:\n\n  " << program << " send channel.raid --config "
        << setup.configuration().string() << "\n\n"
        << std::flush;
}

void print_summary(std::ostream& out, const Tally::Result& result) {
    out << "\nsent      " << result.sent << "\nanswered  " << result.accepted << " with 2xx";
    if (result.refused > 0) out << ", " << result.refused << " otherwise or not at all";
    out << "   p50 " << in_milliseconds(result.answer.quantile(0.5), 2) << ", p99 "
        << in_milliseconds(result.answer.quantile(0.99), 2) << "   from the request to its answer\nhandled   "
        << result.handled;
    if (result.failed > 0) out << ", " << result.failed << " failed";
    if (result.open > 0) out << ", " << result.open << " not";
    out << "   p50 " << in_milliseconds(result.handling.quantile(0.5), 2) << ", p99 "
        << in_milliseconds(result.handling.quantile(0.99), 2) << "   from accepted to the plugin's verdict\n"
        << std::flush;
}

/// Sends as planned until it is done or a signal comes.
void send_events(const Plan& plan, const std::string& url, sim::Sender& sender, Tally& tally, Signals& signals,
                 std::ostream& error) {
    sim::CallbackClient client(url);
    EventStream events(sender, 1);
    const auto begin = std::chrono::steady_clock::now();
    const auto gap = nanoseconds(std::chrono::seconds(1)) / static_cast<std::int64_t>(plan.rate);
    for (std::uint64_t i = 0; i < plan.events; ++i) {
        const nanoseconds due = gap * static_cast<std::int64_t>(i);
        if (plan.duration && due >= *plan.duration) return;
        if (signals.wait(begin + due - std::chrono::steady_clock::now())) return;
        const sim::Message message = events.next();
        tally.sending(message.id);
        try {
            const sim::CallbackAnswer answer = client.post(message);
            tally.answered(message.id, &answer);
            if (!answer.accepted()) error << "The callback answered " << answer.status << ' ' << answer.body << '\n';
        } catch (const std::runtime_error& problem) {
            tally.answered(message.id, nullptr);
            error << problem.what() << '\n';
        }
    }
}

class DevCommand final : public Command {
public:
    std::string_view name() const override { return "dev"; }

    std::string_view operands() const override { return {}; }

    std::string_view summary() const override { return "Run a temporary host with a stream of sample events"; }

    std::string_view help() const override {
        return "A whole host on free ports of this machine, with a random secret, a state directory that is removed at "
               "the\n"
               "end and the plugin `logger`; signed sample events of several types arrive over HTTP as from Twitch.\n"
               "Exit status 0 only if every event was answered 2xx and handled.\n";
    }

    Arguments::Shape shape() const override { return {options, 0, 0}; }

    int run(const Arguments& arguments, Streams streams) override {
        const Plan plan = read_plan(arguments);
        Signals signals; // before any other thread
        const DevSetup setup(own_plugin_directory());
        setup.write({"127.0.0.1", 0}, {"127.0.0.1", 0});
        const auto config = load_configuration(setup.configuration(), {}, streams);
        if (!config) return ExitStatus::failed;

        Tally tally;
        const auto observe = [&tally](const delivery::Settlement& settlement) {
            tally.settled(settlement.event->message_id, settlement.verdict, settlement.since_accepted);
        };
        const auto screen = std::make_shared<spdlog::sinks::ostream_sink_mt>(streams.out, true);
        screen->set_formatter(std::make_unique<BriefFormatter>());
        const Logs logs(config->log.level, screen);
        const eventsub::SystemClock clock;
        Host host(config, clock, logs, {observe});
        host.start();
        setup.write(host.callback_address(), host.admin_address());
        print_welcome(streams.out, host, *config, setup);

        sim::Sender sender(config->eventsub.secret.reveal(), clock, std::random_device{}());
        const std::string url = local_url(host.callback_address(), config->http.path);
        send_events(plan, url, sender, tally, signals, streams.error);
        tally.wait_until_settled(std::chrono::seconds(20));
        const bool stopped = host.stop();
        const Tally::Result result = tally.result();
        print_summary(streams.out, result);
        const auto status = result.complete() ? ExitStatus::done : ExitStatus::failed;
        if (stopped) return status;
        streams.out.flush();
        _exit(status); // what a thread of a plugin still uses must stay
    }
};

} // namespace

std::unique_ptr<Command> make_dev_command() {
    return std::make_unique<DevCommand>();
}

} // namespace turnout::app
