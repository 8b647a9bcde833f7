// An event with headers and body, for people.
#pragma once
#include <Poco/JSON/Object.h>

#include <iosfwd>

namespace turnout::app {

/// Headers and body as the admin API gives them with an event. The body is indented where it is JSON;
/// without one it is that of the event before.
void print_content(std::ostream& out, const Poco::JSON::Object& event);

/// What is parked of an event on a route: state, verdict, attempts with their times.
void print_row(std::ostream& out, const Poco::JSON::Object& row);

} // namespace turnout::app
