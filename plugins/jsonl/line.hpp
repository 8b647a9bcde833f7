// One event as one line of JSON.
#pragma once
#include <turnout/event_info.hpp>

#include <string>

namespace jsonl {

/// Ends with a line feed and holds no other. The body stands in it as received, except that line breaks between its
/// tokens (inside of strings JSON allows none) become spaces. A body that is no JSON becomes a string.
std::string line_of(const turnout::event_info& event);

/// What every line begins with.
inline constexpr std::string_view line_start = R"({"message_id":)";

} // namespace jsonl
