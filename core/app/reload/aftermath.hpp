// What follows a change that is made: it cannot be refused any more, so what fails of it is told, and the rest goes on.
#pragma once
#include <exception>
#include <functional>
#include <string>
#include <vector>

namespace turnout::app {

/// Takes a step. False: it has failed, and `warnings` has a line "WHAT: why". `what` says what is not as it should be.
inline bool attempt(std::vector<std::string>& warnings, const std::string& what, const std::function<void()>& step) {
    try {
        step();
        return true;
    } catch (const std::exception& error) {
        warnings.push_back(what + ": " + error.what());
        return false;
    }
}

} // namespace turnout::app
