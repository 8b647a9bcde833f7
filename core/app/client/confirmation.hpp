// Asking a person before much is done at once.
#pragma once
#include "core/app/arguments.hpp"
#include "core/app/command.hpp"

#include <iosfwd>
#include <string>

namespace turnout::app {

inline constexpr Option yes_option{"yes", "", "do not ask; needed where nobody can be asked"};

/// Who can be asked.
struct Asker {
    std::istream& in;
    bool terminal = false; ///< a person sits there
};

/// The standard input of the process.
Asker standard_input();

/// True with --yes, or if `question` ("Drop 12 dead letters?") was answered with y or yes. Throws std::runtime_error if
/// there is nobody to ask.
bool confirmed(const Arguments& arguments, const std::string& question, Streams streams,
               const Asker& asker = standard_input());

} // namespace turnout::app
