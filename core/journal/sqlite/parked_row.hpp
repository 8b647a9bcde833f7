// A row of the table of parked deliveries as it is read.
#pragma once
#include "core/journal/query.hpp"
#include "core/journal/sqlite/database.hpp"

#include <filesystem>

namespace turnout::journal::sqlite {

/// Whatever reads rows selects these columns first, in this order.
#define TURNOUT_PARKED_COLUMNS                                                                                    \
    "number, route, sequence, replay, state, attempts, first_attempt, last_attempt, next_attempt, ordering_key, " \
    "verdict, reason, plugin_id, plugin_version, checksum, event"

/// The row that `statement` stands at; its event is a copy, or its damage is told.
ParkedRow parked_row_of(const Statement& statement);

[[noreturn]] void cannot_read(const std::filesystem::path& file, const std::string& why);

} // namespace turnout::journal::sqlite
