#include "core/app/commands.hpp"
#include "core/app/plugin_template.hpp"
#include "core/config/nearest.hpp"
#include "core/sim/sample.hpp"

#include <algorithm>
#include <array>
#include <ostream>

namespace turnout::app {
namespace {

constexpr std::array<Option, 1> options{
    {{"type", "TYPE[@VERSION]", "an event type that it handles (channel.follow@2); repeatable", true}}};

PluginSketch::Type find_type(const std::string& text) {
    const std::size_t at = text.find('@');
    const std::string type = text.substr(0, at), version = at == std::string::npos ? "" : text.substr(at + 1);
    if (const sim::Sample* sample = sim::find_sample(type, version)) return {sample->type, sample->version};
    std::vector<std::string> candidates;
    for (const sim::Sample& sample : sim::samples())
        candidates.push_back(std::string(sample.type) + "@" + std::string(sample.version));
    const std::string meant = config::nearest(text, candidates);
    throw UsageError("Twitch has no event type '" + text + "'" +
                     (meant.empty() ? "" : "; did you mean " + meant + "?"));
}

PluginSketch read_sketch(const Arguments& arguments) {
    PluginSketch sketch{arguments.operands()[0], {}};
    if (const auto problem = name_problem(sketch.name); !problem.empty())
        throw UsageError("'" + sketch.name + "' is no name for a plugin: " + problem);
    auto texts = arguments.values("type");
    if (texts.empty()) texts.emplace_back("channel.follow@2");
    for (const auto& text : texts) {
        const auto type = find_type(text);
        const bool twice = std::any_of(sketch.types.begin(), sketch.types.end(), [&](const auto& other) {
            return other.type == type.type && other.version == type.version;
        });
        if (twice) throw UsageError("--type " + text + " is given twice");
        sketch.types.push_back(type);
    }
    return sketch;
}

class PluginsNewCommand final : public Command {
public:
    std::string_view name() const override { return "plugins new"; }

    std::string_view operands() const override { return "NAME"; }

    std::string_view summary() const override { return "Write a directory with a plugin that builds, and its test"; }

    std::string_view help() const override {
        return "Makes the directory NAME here, with a plugin, its test, a build for the installed SDK and a "
               "configuration\n"
               "to try it with. What exists is not touched.\n";
    }

    Arguments::Shape shape() const override { return {options, 1, 1}; }

    int run(const Arguments& arguments, Streams streams) override {
        const PluginSketch sketch = read_sketch(arguments);
        write_plugin("", sketch);
        const std::string& name = sketch.name;
        streams.out << name << "/" << name << ".cpp is a plugin. Next:\n\n  cmake -S " << name << " -B " << name
                    << "/build\n  cmake --build " << name << "/build\n  ctest --test-dir " << name
                    << "/build\n  turnout plugins try " << name << "/build/" << name << ".so\n\n"
                    << name << "/README.md says more.\n";
        return ExitStatus::done;
    }
};

} // namespace

std::unique_ptr<Command> make_plugins_new_command() {
    return std::make_unique<PluginsNewCommand>();
}

} // namespace turnout::app
