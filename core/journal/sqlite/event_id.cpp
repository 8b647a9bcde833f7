#include "core/journal/sqlite/event_id.hpp"

#include <xxhash.h>

#include <array>
#include <bit>
#include <cstring>

namespace turnout::journal::sqlite {

static_assert(std::endian::native == std::endian::little, "ids are stored as they lie in memory");

EventId EventIdMaker::hash(char domain, std::string_view first, std::string_view second) const {
    // Lengths stand in front, so that no two pairs of texts give the same bytes.
    std::string bytes;
    bytes.reserve(1 + sizeof(std::uint64_t) + first.size() + second.size());
    bytes.push_back(domain);
    const std::uint64_t size = first.size();
    std::array<char, sizeof size> prefix{};
    std::memcpy(prefix.data(), &size, sizeof size);
    bytes.append(prefix.data(), prefix.size()).append(first).append(second);
    const XXH128_hash_t value = XXH3_128bits_withSeed(bytes.data(), bytes.size(), seed_);
    return {value.low64 & ~std::uint64_t{1}, value.high64};
}

EventId EventIdMaker::message(std::string_view message_id) const {
    return hash('m', message_id, {});
}

EventId EventIdMaker::element(std::string_view element_id, std::string_view subscription_id) const {
    return hash('e', element_id, subscription_id);
}

EventId EventIdMaker::dead_letter(Disposition disposition, std::string_view message_id) const {
    EventId id = hash(static_cast<char>(disposition), message_id, {});
    id.low |= 1;
    return id;
}

void put_event_id(std::string& out, const EventId& id) {
    std::array<char, event_id_size> bytes{};
    std::memcpy(bytes.data(), &id.low, sizeof id.low);
    std::memcpy(bytes.data() + sizeof id.low, &id.high, sizeof id.high);
    out.append(bytes.data(), bytes.size());
}

EventId event_id_at(std::string_view ids, std::size_t index) {
    EventId id;
    const char* from = ids.data() + index * event_id_size;
    std::memcpy(&id.low, from, sizeof id.low);
    std::memcpy(&id.high, from + sizeof id.low, sizeof id.high);
    return id;
}

std::uint64_t checksum(std::string_view bytes, std::uint64_t seed) {
    return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

} // namespace turnout::journal::sqlite
