#include "core/app/commands.hpp"
#include "core/app/configuration.hpp"
#include "core/app/descriptor_limit.hpp"
#include "core/app/host.hpp"
#include "core/app/known_types.hpp"
#include "core/app/logging.hpp"
#include "core/app/signals.hpp"
#include "core/app/version.hpp"
#include "core/plugin/plugin_set.hpp"

#include <spdlog/spdlog.h>

#include <pthread.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <future>
#include <ostream>

namespace turnout::app {
namespace {

constexpr std::array<Option, 2> options{{config_option, set_option}};

/// How much longer than shutdown.timeout a stop may take: the parts of the host, and each plugin in stop() and after
/// it.
constexpr std::chrono::milliseconds host_grace{3'000}, plugin_grace{2 * plugins::PluginSet::grace};

class ServeCommand final : public Command {
public:
    std::string_view name() const override { return "serve"; }

    std::string_view operands() const override { return {}; }

    std::string_view summary() const override { return "Run the host in the foreground"; }

    std::string_view help() const override {
        return "Logs to the standard error. SIGTERM or SIGINT: stop accepting, answer what is in flight, wait for what "
               "is\n"
               "being handled (at most shutdown.timeout; the rest is handled after the next start), exit with status "
               "0.\n"
               "SIGHUP, or a change of the configuration or of a plugin's file: reload, as `turnout reload` does.\n"
               "A second signal exits at once with status 128 + its number; nothing that was acknowledged is lost.\n";
    }

    Arguments::Shape shape() const override { return {options, 0, 0}; }

    int run(const Arguments& arguments, Streams streams) override {
        Signals signals; // before any other thread
        const auto file = configuration_file(arguments);
        const auto config = load_configuration(file, arguments.values("set"), streams);
        if (!config) return ExitStatus::failed;
        const Logs logs(config->log);
        const auto logger = logs.get("host");
        logger->info("turnout {}, configuration {}", version, file.string());
        raise_descriptor_limit(config->http.max_connections, *logger);
        const eventsub::SystemClock clock;
        const auto load = [file, overrides = arguments.values("set")] {
            return config::load(config::Sources::from_file(file, overrides), known_types(), read_timestamp);
        };
        Host host(config, clock, logs, {.load = load, .watch = true, .report_crashes = true});
        try {
            host.start();
        } catch (const StartError& problem) {
            logger->error("{}", problem.what());
            if (!host.stop()) leave(ExitStatus::failed, *logger);
            return ExitStatus::failed;
        }
        signals.when_hung_up([&host] { host.reload("SIGHUP"); });
        logger->info("ready: callback {}, health {}", local_url(host.callback_address(), config->http.path),
                     local_url(host.admin_address(), "/readyz"));
        const auto number = signals.wait();
        signals.when_hung_up({});
        logger->info("{}: stopping; a second signal exits at once", number == SIGINT ? "SIGINT" : "SIGTERM");
        const auto plugins = static_cast<int>(config->plugins.size());
        stop(host, config->shutdown_timeout + host_grace + plugins * plugin_grace, *logger);
        return ExitStatus::done;
    }

private:
    /// Leaves if a plugin still runs.
    static void stop(Host& host, std::chrono::milliseconds limit, spdlog::logger& logger) {
        auto stopped = std::async(std::launch::async, [&] {
            pthread_setname_np(pthread_self(), "stop");
            return host.stop();
        });
        if (stopped.wait_for(limit) == std::future_status::timeout) {
            logger.error("the stop does not come to its end: exiting without it; what is not settled will be handled "
                         "again after the next start");
        } else if (stopped.get()) {
            logger.info("stopped");
            return;
        } else {
            logger.warn("stopped; what was still being handled will be handled again after the next start");
        }
        leave(ExitStatus::done, logger);
    }

    /// Ends the process with no destructor run, which would take away what a plugin's thread still uses.
    [[noreturn]] static void leave(ExitStatus status, spdlog::logger& logger) {
        logger.flush();
        _exit(status);
    }
};

} // namespace

std::unique_ptr<Command> make_serve_command() {
    return std::make_unique<ServeCommand>();
}

} // namespace turnout::app
