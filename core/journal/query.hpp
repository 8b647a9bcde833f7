// What can be asked of the journal about stored events and parked rows.
#pragma once
#include "core/journal/types.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace turnout::journal {

/// Events of the log. Every condition that is set must hold.
struct EventQuery {
    std::string id{};                               ///< of the message or of the element; empty: any
    std::string type{};                             ///< empty: any; "channel.*": whatever begins with "channel."
    std::string broadcaster{};                      ///< empty: any
    std::optional<eventsub::Time> since{}, until{}; ///< accepted; both included
    bool oldest_first = false;                      ///< else newest first
    Sequence before = 0;                            ///< only below it, to go on behind a page; 0: from the newest
    Sequence after = 0;                             ///< only above it, the same if oldest first
    std::size_t limit = 100;
};

/// Parked rows of all routes and of `@host`, by row number. Among dead letters that is the order in which they died.
struct ParkedQuery {
    std::optional<ParkedState> state{};      ///< none: any
    std::string route{};                     ///< empty: all
    std::string id{}, type{}, broadcaster{}; ///< as in EventQuery; a row whose event is damaged has none of them
    /// Of the last attempt; for a row that was never attempted, such as those of `@host`: accepted.
    std::optional<eventsub::Time> since{}, until{};
    std::vector<std::uint64_t> numbers{}; ///< only these rows; empty: any
    std::uint64_t after = 0;              ///< only rows behind it, to go on behind a page
    std::size_t limit = 100;
};

struct ParkedRow {
    std::uint64_t number = 0; ///< of this row; never used again
    Parked parked;
};

/// As in EventQuery::type.
bool type_matches(std::string_view wanted, std::string_view type);
bool matches(const EventQuery& query, const StoredEvent& stored);
/// All but `numbers`, `after` and `limit`.
bool matches(const ParkedQuery& query, const Parked& parked);
/// Of ParkedQuery::since: what is compared.
eventsub::Time time_of(const Parked& parked);

} // namespace turnout::journal
