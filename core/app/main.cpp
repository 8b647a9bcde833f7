#include "core/app/command.hpp"

#include <iostream>

int main(int count, char** words) {
    const std::vector<std::string> arguments(words + (count > 0 ? 1 : 0), words + count);
    return turnout::app::run_program(arguments, {std::cout, std::cerr});
}
