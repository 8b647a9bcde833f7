#include "core/app/child_run.hpp"
#include "core/app/commands.hpp"
#include "core/app/console.hpp"
#include "core/app/plugin_file.hpp"
#include "core/app/private_file.hpp"
#include "core/app/trial.hpp"
#include "core/config/units.hpp"
#include "core/sim/sample.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <ostream>
#include <utility>

namespace turnout::app {
namespace {

constexpr std::array<Option, 5> options{{
    {"event", "FILE", "the body of a notification (or of a revocation) as Twitch sends it; repeatable", true},
    {"type", "TYPE[@VERSION]", "the sample of this type; repeatable", true},
    {"all", "", "the samples of every type that it handles (this is what happens without --event and --type)"},
    {"set", "KEY=VALUE", "a setting of the plugin: KEY of plugin.NAME.KEY; repeatable", true},
    {"timeout", "DURATION", "how long to wait for each verdict, deferred ones included (10s)"},
}};

/// Bodies to be sent, in order.
std::vector<std::string> chosen(const Arguments& arguments, const lint::Manifest& manifest) {
    std::vector<std::string> bodies;
    for (const std::string& file : arguments.values("event")) {
        bodies.push_back(read_file(file, "the event file"));
        static_cast<void>(sim::Body(bodies.back())); // before anything runs: it is JSON
    }
    for (const std::string& text : arguments.values("type")) {
        const std::size_t at = text.find('@');
        const auto* sample = sim::find_sample(text.substr(0, at), at == std::string::npos ? "" : text.substr(at + 1));
        if (sample == nullptr) throw UsageError("there is no sample of '" + text + "'; --event FILE takes any body");
        bodies.emplace_back(sample->body);
    }
    if (!bodies.empty() && !arguments.has("all")) return bodies;
    for (const sim::Sample& sample : sim::samples())
        if (lint::handles(manifest, sample.type, sample.version)) bodies.emplace_back(sample.body);
    return bodies;
}

Trial::Options trial_options(const Arguments& arguments) {
    Trial::Options result;
    result.library = arguments.operands()[0];
    for (const std::string& text : arguments.values("set")) {
        const std::size_t equals = text.find('=');
        if (equals == 0 || equals == std::string::npos) throw UsageError("--set takes KEY=VALUE, not '" + text + "'");
        result.settings.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
    if (const auto text = arguments.value("timeout")) {
        const auto parsed = config::parse_duration(*text);
        const auto* duration = std::get_if<config::Milliseconds>(&parsed);
        constexpr config::Milliseconds least{100}, most{3'600'000}; // as for plugins.start_timeout and route.X.timeout
        if (duration == nullptr || *duration < least || *duration > most)
            throw UsageError("--timeout takes a duration from 100ms to 1h, not '" + *text + "'");
        result.timeout = *duration;
    }
    return result;
}

/// Sends one body; true if the plugin handles it and every verdict was OK.
bool try_body(Trial& trial, const lint::Manifest& manifest, const std::string& text, std::ostream& error) {
    const sim::Body body(text);
    const std::string type = body.text("subscription.type"), version = body.text("subscription.version");
    if (!lint::handles(manifest, type, version)) {
        error << "it does not handle " << type << '@' << version << "; it handles " << handled_text(manifest) << '\n';
        return false;
    }
    const bool revoked = !body.has("event") && !body.has("events");
    const auto message =
        revoked ? trial.sender().revocation(body, body.text("subscription.status")) : trial.sender().notification(body);
    return trial.send(message, std::max<std::size_t>(body.batch_size(), 1));
}

class PluginsTryCommand final : public Command {
public:
    std::string_view name() const override { return "plugins try"; }

    std::string_view operands() const override { return "FILE.so"; }

    std::string_view summary() const override { return "Run a plugin alone, hand it events, and print what it does"; }

    std::string_view help() const override {
        return "A temporary host that runs a copy of the plugin and nothing else; the events arrive as from Twitch. "
               "Prints the\n"
               "plugin's log, and for each event the verdict, how long the handler took, and the reason.\n"
               "Exit status 0 only if the plugin runs and every verdict is OK.\n";
    }

    Arguments::Shape shape() const override { return {options, 1, 1}; }

    int run(const Arguments& arguments, Streams streams) override {
        const auto report = examine_file(arguments.operands()[0]);
        for (const auto& finding : report.findings)
            streams.error << arguments.operands()[0] << ": " << finding.what << "; " << finding.advice << '\n';
        if (report.refused()) return ExitStatus::failed;
        const auto bodies = chosen(arguments, *report.manifest);
        if (bodies.empty())
            throw UsageError("there are no samples of " + handled_text(*report.manifest) + ": give --event FILE");
        auto trial = trial_options(arguments);
        const TemporaryDirectory directory("turnout-try");
        streams.out.flush();
        streams.error.flush();
        // Whatever the plugin does, this process is left to tidy up.
        const auto end = run_in_child([&] {
            return attempt({std::move(trial), directory.path()}, *report.manifest, bodies, streams);
        });
        if (end.result) return *end.result;
        if (end.interrupted != 0)
            streams.error << "interrupted\n";
        else if (end.signal != 0)
            streams.error << "the plugin has crashed the host: " << strsignal(end.signal) << " (signal " << end.signal
                          << ")\n";
        else
            streams.error << "the plugin has ended the host: exit(" << end.exit_status << ")\n";
        return ExitStatus::failed;
    }

private:
    struct Place {
        Trial::Options options;
        std::filesystem::path directory;
    };

    /// In the child.
    static int attempt(Place place, const lint::Manifest& manifest, const std::vector<std::string>& bodies,
                       Streams streams) {
        try {
            Trial trial(std::move(place.options), place.directory, streams);
            std::size_t ok = 0;
            const bool runs = trial.start();
            if (runs)
                for (const auto& body : bodies) ok += try_body(trial, manifest, body, streams.error) ? 1U : 0U;
            const bool stopped = trial.stop();
            if (runs) streams.out << ok << " of " << bodies.size() << " events OK\n";
            if (!stopped) {
                streams.error << "the plugin hangs; left without it\n";
                leave(streams, ExitStatus::failed); // its thread still runs: nothing may be torn down beneath it
            }
            return flushed(streams, runs && ok == bodies.size() ? ExitStatus::done : ExitStatus::failed);
        } catch (const std::exception& problem) {
            streams.error << "turnout plugins try: " << problem.what() << '\n';
            return flushed(streams, ExitStatus::failed);
        }
    }

    static int flushed(Streams streams, int status) {
        streams.out.flush();
        streams.error.flush();
        return status;
    }

    [[noreturn]] static void leave(Streams streams, int status) { leave_child(flushed(streams, status)); }
};

} // namespace

std::unique_ptr<Command> make_plugins_try_command() {
    return std::make_unique<PluginsTryCommand>();
}

} // namespace turnout::app
