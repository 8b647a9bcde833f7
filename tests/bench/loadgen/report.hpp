#pragma once
#include "tests/bench/loadgen/options.hpp"
#include "tests/bench/loadgen/statistics.hpp"

#include <string>

namespace turnout::bench {

/// The one JSON line of results. `begin` is when the first message was due.
std::string report(const Options& options, const Statistics& statistics, Nanoseconds begin);

} // namespace turnout::bench
