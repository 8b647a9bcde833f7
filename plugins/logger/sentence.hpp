// Who did what, in words.
#pragma once
#include <turnout/any_event.hpp>

#include <string>

namespace logger {

/// "PixelOtter followed Lumen_Harbor"; for a type without words of its own "PixelOtter in Lumen_Harbor", or nothing if
/// it names nobody. Never throws because of what the event holds.
std::string sentence(const turnout::any_event& event);

} // namespace logger
