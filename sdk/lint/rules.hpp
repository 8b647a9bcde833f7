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
    std::optional<Manifest> manifest;  ///< if its note could be read
    std::vector<Finding> findings;     ///< those that are refused come first
    std::string stays_because;         ///< what keeps it loaded for ever, as far as the file tells; empty: nothing
    bool thread_local_objects = false; ///< with destructors: a thread that has used one keeps it loaded until it ends

    bool can_unload() const { return stays_because.empty(); }

    bool refused() const { return !findings.empty() && findings.front().refused; }
};

/// `file`: the bytes of the whole file, whatever they are.
Report examine(std::span<const std::byte> file);

} // namespace turnout::lint
