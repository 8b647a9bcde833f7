// Finding an event by its id in a state directory, without being its host.
#pragma once
#include "core/journal/types.hpp"

#include <filesystem>
#include <string_view>
#include <vector>

namespace turnout::journal {

/// The events that have this id, of the message or of the element: of the log, newest first, and what is left of others
/// in parked rows. Changes nothing, and works beside a host that runs; what that host has just accepted is found. By
/// the id of an element it reads the whole log. Throws JournalError: there is no journal, or it cannot be read.
std::vector<StoredEvent> look_up(const std::filesystem::path& directory, std::string_view id);

} // namespace turnout::journal
