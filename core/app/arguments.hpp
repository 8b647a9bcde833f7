// Reading a command line: long options, operands, and errors that name what was probably meant.
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace turnout::app {

/// The command line was not understood. The text says what and what to do; the exit status is 2.
class UsageError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct Option {
    std::string_view name;  ///< without the dashes
    std::string_view value; ///< what its value is called in the help, e.g. "FILE"; empty: a switch
    std::string_view help;
    bool repeatable = false;
};

/// What stands on the command line after the verb.
class Arguments {
public:
    struct Shape {
        std::span<const Option> options;
        std::size_t least_operands = 0;
        std::size_t most_operands = 0;
    };

    /// `--name value`, `--name=value`, switches, operands in any order; `--` ends the options. Throws UsageError.
    static Arguments read(std::span<const std::string> words, const Shape& shape);

    bool has(std::string_view option) const;
    std::optional<std::string> value(std::string_view option) const;
    std::vector<std::string> values(std::string_view option) const;

    const std::vector<std::string>& operands() const { return operands_; }

    /// A whole number within [least, most], or `otherwise` if the option is absent. Throws UsageError.
    std::uint64_t number(std::string_view option, std::uint64_t otherwise, std::uint64_t least,
                         std::uint64_t most) const;

private:
    std::map<std::string, std::vector<std::string>, std::less<>> options_;
    std::vector<std::string> operands_;
};

} // namespace turnout::app
