// What came of an action on many events or dead letters.
#pragma once
#include "core/app/command.hpp"

#include <Poco/JSON/Object.h>

#include <cstdint>
#include <string>

namespace turnout::app {

/// Sums up the answers of one or more calls.
struct ActionSum {
    std::uint64_t matching = 0, done = 0, skipped = 0;
    std::uint64_t unwanted = 0; ///< of what is skipped: events that the route does not take
    std::string skipped_because, incomplete, note;

    void add(const Poco::JSON::Object& answer);

    /// "12 WHAT" and what was skipped, or JSON. Returns the exit status: 1 if it was cut short or something was
    /// skipped that the route takes.
    int report(const std::string& what, bool json, Streams streams) const;
};

} // namespace turnout::app
