// What every value of the configuration shares.
#pragma once
#include <chrono>
#include <filesystem>

namespace turnout::config {

using Milliseconds = std::chrono::milliseconds;

/// Where a value was written, for messages.
struct Origin {
    std::filesystem::path file; ///< as it was given; the name of a text source, or "--set"
    unsigned line = 0;          ///< 0: not from a line of a file (--set, something that is missing)
};

} // namespace turnout::config
