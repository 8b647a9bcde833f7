// What is wrong with a plugin's file, told without running any of its code. The host loads by the same rules.
#pragma once
#include "sdk/lint/manifest.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace turnout::lint {

struct Finding {
    std::string what;
    std::string advice;   ///< what its author does about it
    bool refused = false; ///< the host does not load such a file; else it runs, with a warning
};

struct Report {
    std::optional<Manifest> manifest; ///< if its note could be read
    std::vector<Finding> findings;    ///< those that are refused come first
    bool can_unload = true;           ///< as far as the file tells

    bool refused() const { return !findings.empty() && findings.front().refused; }
};

/// `file`: the bytes of the whole file, whatever they are.
Report examine(std::span<const std::byte> file);

} // namespace turnout::lint
