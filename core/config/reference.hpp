// What the table says of itself: the checked-in reference and the commented file are made here.
#pragma once
#include <string>

namespace turnout::config {

/// The part of conf/README.md between its two markers.
std::string reference_markdown();

/// conf/turnout.properties: every key with its default or an example, all commented out but what is required.
std::string reference_properties();

} // namespace turnout::config
