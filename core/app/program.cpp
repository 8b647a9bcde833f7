#include "core/app/command.hpp"
#include "core/app/commands.hpp"
#include "core/config/nearest.hpp"

#include <algorithm>
#include <ostream>
#include <sstream>

namespace turnout::app {
namespace {

void print_column(std::ostream& out, const std::string& left, std::string_view right) {
    constexpr std::size_t width = 26;
    out << "  " << left << std::string(left.size() < width ? width - left.size() : 1, ' ') << right << '\n';
}

void print_overview(std::ostream& out, const std::vector<std::unique_ptr<Command>>& commands) {
    out << "usage: turnout VERB [OPTIONS]\n"
           "Receives Twitch EventSub notifications and hands them to plugins.\n\n";
    for (const auto& command : commands) print_column(out, std::string(command->name()), command->summary());
    out << "\n`turnout VERB --help` tells more. Exit status: 0 done, 1 refused or failed, 2 wrong usage.\n";
}

void print_help(std::ostream& out, const Command& command) {
    out << "usage: turnout " << command.name();
    if (!command.shape().options.empty()) out << " [OPTIONS]";
    if (!command.operands().empty()) out << ' ' << command.operands();
    out << '\n' << command.summary() << ".\n\n" << command.help();
    if (!command.help().empty()) out << '\n';
    for (const Option& option : command.shape().options) {
        std::string left = "--" + std::string(option.name);
        if (!option.value.empty()) left += " " + std::string(option.value);
        print_column(out, left, option.help);
    }
    print_column(out, "--help", "this text");
}

bool asks_for_help(const std::string& word) {
    return word == "--help" || word == "-h";
}

int run_command(Command& command, const std::vector<std::string>& words, Streams streams) {
    if (std::any_of(words.begin(), std::find(words.begin(), words.end(), "--"), asks_for_help)) {
        print_help(streams.out, command);
        return ExitStatus::done;
    }
    try {
        return command.run(Arguments::read(words, command.shape()), streams);
    } catch (const UsageError& problem) {
        streams.error << "turnout " << command.name() << ": " << problem.what() << "\nSee `turnout " << command.name()
                      << " --help`.\n";
        return ExitStatus::usage;
    } catch (const std::exception& problem) {
        streams.error << "turnout " << command.name() << ": " << problem.what() << '\n';
        return ExitStatus::failed;
    }
}

} // namespace

std::vector<std::unique_ptr<Command>> all_commands() {
    std::vector<std::unique_ptr<Command>> commands;
    commands.push_back(make_serve_command());
    commands.push_back(make_check_command());
    commands.push_back(make_dev_command());
    commands.push_back(make_send_command());
    commands.push_back(make_explain_command());
    commands.push_back(make_plugins_list_command());
    commands.push_back(make_plugins_inspect_command());
    commands.push_back(make_plugins_try_command());
    commands.push_back(make_plugins_new_command());
    commands.push_back(make_plugins_forget_command());
    commands.push_back(make_status_command());
    commands.push_back(make_reload_command());
    commands.push_back(make_routes_list_command());
    commands.push_back(make_routes_pause_command());
    commands.push_back(make_routes_resume_command());
    commands.push_back(make_routes_drop_command());
    commands.push_back(make_events_list_command());
    commands.push_back(make_events_show_command());
    commands.push_back(make_events_replay_command());
    commands.push_back(make_dead_list_command());
    commands.push_back(make_dead_show_command());
    commands.push_back(make_dead_replay_command());
    commands.push_back(make_dead_drop_command());
    commands.push_back(make_tail_command());
    commands.push_back(make_secret_generate_command());
    commands.push_back(make_secret_rotate_command());
    commands.push_back(make_version_command());
    return commands;
}

namespace {

using Commands = std::vector<std::unique_ptr<Command>>;

/// The first word of a verb of two, such as "plugins" of "plugins list"; else nothing.
std::string_view group_of(const Command& command) {
    const std::string_view name = command.name();
    const std::size_t space = name.find(' ');
    return space == std::string_view::npos ? std::string_view{} : name.substr(0, space);
}

int refuse_verb(const std::string& verb, const std::vector<std::string>& known, std::string_view help,
                std::ostream& error) {
    const std::string meant = config::nearest(verb, known);
    error << "turnout: unknown verb '" << verb << "'";
    if (!meant.empty()) error << "; did you mean `turnout " << meant << "`?";
    error << "\nSee `turnout " << help << "`.\n";
    return ExitStatus::usage;
}

/// `turnout GROUP ...`: a verb of the group, or what there is.
int dispatch_group(const Commands& commands, const std::vector<std::string>& words, Streams streams) {
    const std::string& group = words[0];
    std::vector<std::string> known;
    std::ostringstream overview;
    overview << "usage: turnout " << group << " VERB [OPTIONS]\n\n";
    for (const auto& command : commands) {
        if (group_of(*command) != group) continue;
        known.emplace_back(command->name());
        print_column(overview, known.back(), command->summary());
    }
    if (words.size() < 2 || asks_for_help(words[1])) {
        (words.size() < 2 ? streams.error : streams.out) << overview.str();
        return words.size() < 2 ? ExitStatus::usage : ExitStatus::done;
    }
    const std::string verb = group + " " + words[1];
    for (const auto& command : commands)
        if (command->name() == verb) return run_command(*command, {words.begin() + 2, words.end()}, streams);
    return refuse_verb(verb, known, group + " --help", streams.error);
}

int dispatch(const std::vector<std::string>& words, Streams streams) {
    const auto commands = all_commands();
    if (words.empty() || asks_for_help(words[0]) || words[0] == "help") {
        print_overview(words.empty() ? streams.error : streams.out, commands);
        return words.empty() ? ExitStatus::usage : ExitStatus::done;
    }
    const std::string verb = words[0] == "--version" ? "version" : words[0];
    std::vector<std::string> names;
    for (const auto& command : commands) {
        if (command->name() == verb) return run_command(*command, {words.begin() + 1, words.end()}, streams);
        if (group_of(*command) == verb) return dispatch_group(commands, words, streams);
        names.emplace_back(command->name());
        if (const auto group = group_of(*command); !group.empty()) names.emplace_back(group);
    }
    // `plugin list` means a verb of two words, `sned channel.raid` does not.
    const std::string both = words.size() > 1 ? verb + " " + words[1] : verb;
    return refuse_verb(config::nearest(both, names).empty() ? verb : both, names, "--help", streams.error);
}

} // namespace

int run_program(const std::vector<std::string>& words, Streams streams) {
    const int status = dispatch(words, streams);
    streams.out.flush();
    if (streams.out || status != ExitStatus::done) return status;
    streams.error << "turnout: the output cannot be written\n"; // a full disk behind `>`, for example
    return ExitStatus::failed;
}

} // namespace turnout::app
