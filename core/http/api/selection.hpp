// Which events, or parked rows, a request means.
#pragma once
#include "core/http/api/parameters.hpp"
#include "core/journal/archive.hpp"

namespace turnout::http {

/// How many entries a page of a list has: 100 if nothing is said, 1000 at most.
std::size_t page_size(Parameters& parameters);

// Read `type`, `broadcaster`, `since`, `until`; of parked rows also `id` and `route`. They throw Problem (400).
journal::EventQuery events_meant(Parameters& parameters);
journal::ParkedQuery parked_meant(Parameters& parameters);

/// Dead letters that something is to be done with, by the selectors of parked_meant(), `numbers`, or `all`. Throws
/// Problem (400) if none of them is given: what is left out by mistake must not mean everything.
journal::ParkedQuery dead_letters_meant(Parameters& parameters);

/// `state`: waiting, held or dead; nothing if absent. Throws Problem (400).
std::optional<journal::ParkedState> parked_state(Parameters& parameters);

} // namespace turnout::http
