// One verb of the command line.
#pragma once
#include "core/app/arguments.hpp"

#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace turnout::app {

/// Exit statuses of every verb.
enum ExitStatus : int {
    done = 0,
    failed = 1, ///< refused or failed
    usage = 2,  ///< wrong usage
};

/// Where a command writes: `out` for what was asked for, `error` for what went wrong. Both outlive the command.
struct Streams {
    std::ostream& out;
    std::ostream& error;
};

class Command {
public:
    Command() = default;
    Command(const Command&) = delete;
    Command& operator=(const Command&) = delete;
    virtual ~Command() = default;

    virtual std::string_view name() const = 0;     ///< the words that call it, e.g. "plugins inspect"
    virtual std::string_view operands() const = 0; ///< as the help shows them, e.g. "[FILE]"; may be empty
    virtual std::string_view summary() const = 0;  ///< one line without a full stop
    virtual std::string_view help() const = 0;     ///< further paragraphs, ending in a newline; may be empty
    virtual Arguments::Shape shape() const = 0;    ///< without --help, which every verb has

    /// Returns an ExitStatus. Throws UsageError for what the shape cannot say, std::exception for what failed.
    virtual int run(const Arguments& arguments, Streams streams) = 0;
};

/// All verbs, in the order of the help.
std::vector<std::unique_ptr<Command>> all_commands();

/// The whole program: `words` are the arguments without the program's name. Never throws.
int run_program(const std::vector<std::string>& words, Streams streams);

} // namespace turnout::app
