// The events that `turnout explain` is asked about.
#pragma once
#include "core/delivery/prepared.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace turnout::app {

/// Parsed, and with their bytes.
using ExplainedEvents = std::vector<std::shared_ptr<delivery::Prepared>>;

/// `operand`: a file with a body as Twitch sends it, or with an object of `turnout events show --json` or `list`; "-"
/// is the standard input; anything that is no file is an id that is looked up in the journal. Throws std::runtime_error
/// that says what is wrong.
ExplainedEvents explained_events(const std::string& operand, const std::filesystem::path& state_directory);

} // namespace turnout::app
