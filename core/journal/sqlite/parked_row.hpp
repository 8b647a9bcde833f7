// A row of the table of parked deliveries as it is read.
#pragma once
#include "core/journal/query.hpp"
#include "core/journal/sqlite/database.hpp"
#include "core/journal/sqlite/shared_bodies.hpp"

#include <filesystem>

namespace turnout::journal::sqlite {

/// Whatever reads rows selects these columns first, in this order.
#define TURNOUT_PARKED_COLUMNS                                                                                    \
    "number, route, sequence, replay, state, attempts, first_attempt, last_attempt, next_attempt, ordering_key, " \
    "verdict, reason, plugin_id, plugin_version, checksum, event, body"

/// The row that `statement` stands at; its event is a copy, with a body of `bodies` if it is a shared one; or its
/// damage is told.
ParkedRow parked_row_of(const Statement& statement, BodyReader& bodies);

[[noreturn]] void cannot_read(const std::filesystem::path& file, const std::string& why);

} // namespace turnout::journal::sqlite
