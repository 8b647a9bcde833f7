// Verbs that print a list.
#pragma once
#include "core/app/client/selectors.hpp"

#include <Poco/JSON/Array.h>

#include <iosfwd>

namespace turnout::app {

inline constexpr Option limit_option{"limit", "N", "at most so many (100)"};

struct Listing {
    const char* path;
    const char* member; ///< of the answer, with the entries
    std::span<const std::string_view> selectors;
    const char* nothing; ///< printed when there are none
};

using PrintEntries = void (*)(const Poco::JSON::Array& entries, std::ostream& out);

/// Runs such a verb: entries up to --limit as `print` shows them, or with --json as they come. Throws UsageError, and
/// what AdminClient throws.
int print_listing(const Arguments& arguments, Streams streams, const Listing& listing, PrintEntries print);

} // namespace turnout::app
