#include "core/app/client/confirmation.hpp"

#include <iostream>
#include <stdexcept>
#include <unistd.h>

namespace turnout::app {

Asker standard_input() {
    return {std::cin, isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1};
}

bool confirmed(const Arguments& arguments, const std::string& question, Streams streams, const Asker& asker) {
    if (arguments.has("yes")) return true;
    if (!asker.terminal)
        throw std::runtime_error(question + " Nobody can be asked, as this is no terminal: give --yes to do it");
    streams.error << question << " [y/N] " << std::flush;
    std::string answer;
    std::getline(asker.in, answer);
    if (answer == "y" || answer == "Y" || answer == "yes") return true;
    streams.error << "nothing was done\n";
    return false;
}

} // namespace turnout::app
