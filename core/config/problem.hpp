// What is wrong with a configuration, as a value that a person can act on.
#pragma once
#include "core/config/config.hpp"

#include <string>
#include <vector>

namespace turnout::config {

/// One fault. Texts never hold a secret, nor a value that came from ${env:} or ${file:}.
struct Problem {
    Origin origin;
    std::string key;        ///< empty: the fault is of a line or a file
    std::string what;       ///< what is wrong and what would be right, without a full stop
    std::string suggestion; ///< the nearest valid choice; empty: none is near
};

/// "turnout.properties:12: route.a.plugin: what (did you mean logger?)"
std::string to_string(const Problem& problem);

/// One line for each, every line ended.
std::string to_string(const std::vector<Problem>& problems);

} // namespace turnout::config
