// What is remembered of an accepted message: 16 bytes.
#pragma once
#include "core/journal/types.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace turnout::journal::sqlite {

struct EventId {
    std::uint64_t low = 0, high = 0;

    /// Ids of dead letters of the host are another kind: they never equal that of a delivered event.
    bool of_host() const { return (low & 1) != 0; }

    friend bool operator==(const EventId&, const EventId&) = default;
    friend auto operator<=>(const EventId&, const EventId&) = default;
};

inline constexpr std::size_t event_id_size = 16;

/// Hashes with the seed of this database, so that nobody can prepare two ids that meet.
class EventIdMaker {
public:
    explicit EventIdMaker(std::uint64_t seed) : seed_(seed) {}

    EventId message(std::string_view message_id) const;
    EventId element(std::string_view element_id, std::string_view subscription_id) const;
    EventId dead_letter(Disposition disposition, std::string_view message_id) const;

    /// Of anything else that a filter is to hold; `domain` keeps kinds apart.
    EventId mark(char domain, std::string_view text) const { return hash(domain, text, {}); }

private:
    EventId hash(char domain, std::string_view first, std::string_view second) const;

    std::uint64_t seed_;
};

void put_event_id(std::string& out, const EventId& id);
/// The id at `index` of a column of ids.
EventId event_id_at(std::string_view ids, std::size_t index);

/// Of stored bytes; chained through `seed`.
std::uint64_t checksum(std::string_view bytes, std::uint64_t seed);

} // namespace turnout::journal::sqlite
