#include "core/app/commands.hpp"
#include "core/app/configuration.hpp"
#include "core/app/explained_events.hpp"
#include "core/app/plugin_file.hpp"
#include "core/delivery/explanation.hpp"

#include <Poco/JSON/Array.h>

#include <algorithm>
#include <array>
#include <map>
#include <ostream>

namespace turnout::app {
namespace {

constexpr std::array<Option, 3> options{{config_option, set_option, {"json", "", "a JSON array instead of text"}}};

/// What a plugin's file says that it handles, without its code.
class DeclaredHandler final : public plugins::Handler {
public:
    DeclaredHandler(std::string name, lint::Manifest manifest)
        : name_(std::move(name)),
          manifest_(std::move(manifest)) {}

    std::string_view name() const override { return name_; }

    std::string_view id() const override { return manifest_.id; }

    std::string_view version() const override { return manifest_.version; }

    std::uint32_t max_concurrency() const override { return 0; }

    bool handles(std::string_view type, std::string_view version) const override {
        return lint::handles(manifest_, type, version);
    }

    turnout_verdict handle(const turnout_event& /*event*/, turnout_outcome& /*outcome*/) noexcept override {
        return TURNOUT_REJECT; // nothing is handed out
    }

private:
    std::string name_;
    lint::Manifest manifest_;
};

using Handlers = std::map<std::string, std::shared_ptr<plugins::Handler>>;

Handlers declared_handlers(const config::Config& config, std::ostream& error) {
    Handlers handlers;
    for (const auto& plugin : config.plugins) {
        const auto report = examine_plugin(config.plugin_options, plugin);
        if (report.manifest)
            handlers[plugin.name] = std::make_shared<DeclaredHandler>(plugin.name, *report.manifest);
        else
            error << "warning: plugin " << plugin.name << ": " << plugin.library.string()
                  << " does not say what it handles\n";
    }
    return handlers;
}

std::string listed(const std::vector<std::string>& values) {
    std::string text;
    for (const auto& value : values) text += (text.empty() ? "" : ", ") + value;
    return text.empty() ? "nothing" : text;
}

/// The configured value, unless it is nobody's business.
std::string wanted(const config::Config& config, const config::Route& route, const delivery::Condition& condition) {
    const bool withheld = config.withheld.contains("route." + route.name + "." + condition.key);
    return withheld ? "(withheld)" : condition.wanted;
}

/// Nothing of an event shall talk to the terminal.
std::string harmless(std::string_view text) {
    std::string result(text);
    std::replace_if(
        result.begin(), result.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }, '?');
    return result;
}

void print_event(const eventsub::Event& event, std::ostream& out) {
    out << "event " << harmless(event.type) << '@' << harmless(event.version);
    if (!event.message_id.empty()) out << ", message " << harmless(event.message_id);
    if (!event.element_id.empty()) out << ", element " << harmless(event.element_id);
    out << '\n';
}

class ExplainCommand final : public Command {
public:
    std::string_view name() const override { return "explain"; }

    std::string_view operands() const override { return "FILE|MESSAGE_ID"; }

    std::string_view summary() const override { return "Say which routes take an event, and which condition decided"; }

    std::string_view help() const override {
        return "FILE holds a body as Twitch sends it, or one event of `turnout events show --json`; - is the standard\n"
               "input. What is no file is the id of a message, or of an element of a batched one: it is looked up in\n"
               "the journal, which may be in use. Routes are those of the configuration as it is now; that a route is\n"
               "paused changes nothing. Runs no code of plugins, changes nothing.\n"
               "Exit status 0 if a route takes the event (or one of several), 1 if none does or it cannot be read.\n";
    }

    Arguments::Shape shape() const override { return {options, 1, 1}; }

    int run(const Arguments& arguments, Streams streams) override {
        const auto config = load_configuration(configuration_file(arguments), arguments.values("set"), streams);
        if (!config) return ExitStatus::failed;
        const auto events = explained_events(arguments.operands()[0], config->state_directory);
        const auto handlers = declared_handlers(*config, streams.error);
        const bool json = arguments.has("json");
        Poco::JSON::Array::Ptr list = new Poco::JSON::Array(Poco::JSON_PRESERVE_KEY_ORDER);
        bool taken = false;
        for (const auto& event : events) {
            if (!json) print_event(event->stored.event, streams.out);
            Poco::JSON::Array::Ptr routes = new Poco::JSON::Array(Poco::JSON_PRESERVE_KEY_ORDER);
            for (const auto& route : config->routes) {
                const auto handler = handlers.find(route.plugin);
                const delivery::RouteEntry entry{{route, handler == handlers.end() ? nullptr : handler->second}};
                const auto explanation = delivery::explain(entry, *event);
                taken = taken || explanation.takes;
                if (json)
                    routes->add(json_of(*config, route, explanation));
                else
                    print(*config, route, explanation, streams.out);
            }
            if (json) list->add(json_of(event->stored.event, routes));
        }
        if (json) {
            list->stringify(streams.out, 2);
            streams.out << '\n';
        } else if (config->routes.empty()) {
            streams.out << "there are no routes\n";
        }
        return taken ? ExitStatus::done : ExitStatus::failed;
    }

private:
    static void print(const config::Config& config, const config::Route& route,
                      const delivery::Explanation& explanation, std::ostream& out) {
        out << "route " << route.name << " -> " << route.plugin << ": "
            << (explanation.takes ? "takes it" : "passes it by");
        if (const auto* decisive = explanation.decisive())
            out << ", because of " << decisive->key << " = " << wanted(config, route, *decisive);
        out << (explanation.takes && route.paused ? " (paused by the configuration)\n" : "\n");
        for (const auto& condition : explanation.conditions) {
            out << "    " << (condition.holds ? "yes  " : "no   ") << condition.key << " = "
                << wanted(config, route, condition);
            if (condition.key != "enabled") out << "   found " << listed(condition.found);
            out << '\n';
        }
    }

    static Poco::JSON::Object::Ptr json_of(const config::Config& config, const config::Route& route,
                                           const delivery::Explanation& explanation) {
        Poco::JSON::Object::Ptr result = new Poco::JSON::Object(Poco::JSON_PRESERVE_KEY_ORDER);
        result->set("route", route.name).set("plugin", route.plugin).set("takes", explanation.takes);
        result->set("paused", route.paused);
        if (const auto* decisive = explanation.decisive()) result->set("decided", decisive->key);
        Poco::JSON::Array::Ptr conditions = new Poco::JSON::Array(Poco::JSON_PRESERVE_KEY_ORDER);
        for (const auto& condition : explanation.conditions) {
            Poco::JSON::Object::Ptr one = new Poco::JSON::Object(Poco::JSON_PRESERVE_KEY_ORDER);
            Poco::JSON::Array::Ptr found = new Poco::JSON::Array;
            for (const auto& value : condition.found) found->add(value);
            one->set("key", condition.key).set("wanted", wanted(config, route, condition));
            one->set("found", found).set("holds", condition.holds);
            conditions->add(one);
        }
        result->set("conditions", conditions);
        return result;
    }

    static Poco::JSON::Object::Ptr json_of(const eventsub::Event& event, const Poco::JSON::Array::Ptr& routes) {
        Poco::JSON::Object::Ptr result = new Poco::JSON::Object(Poco::JSON_PRESERVE_KEY_ORDER);
        result->set("type", std::string(event.type)).set("version", std::string(event.version));
        result->set("message_id", std::string(event.message_id)).set("element_id", std::string(event.element_id));
        result->set("routes", routes);
        return result;
    }
};

} // namespace

std::unique_ptr<Command> make_explain_command() {
    return std::make_unique<ExplainCommand>();
}

} // namespace turnout::app
