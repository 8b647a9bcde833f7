// What config must know of EventSub's catalog; `app` fills it from core/eventsub.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace turnout::config {

struct KnownCondition {
    std::string key;
    bool required = true;
};

enum class FieldKind : std::uint8_t { text, number, boolean, timestamp, object };

/// A field of the events of a type: its path below `event`, without the indices of arrays, and what stands there (of an
/// array: its elements).
struct KnownField {
    std::string path;
    FieldKind kind = FieldKind::text;
};

/// A type in one version. A type with several versions has an entry for each.
struct KnownType {
    std::string type, version;
    std::vector<KnownCondition> condition;
    bool exactly_one_of = false;      ///< exactly one of the condition's keys must be given (channel.raid)
    std::vector<KnownField> fields{}; ///< empty: nobody knows them, every path is right
};

/// Reads an RFC 3339 timestamp as nanoseconds since 1970; nothing for any other text.
using TimestampReader = std::optional<std::int64_t> (*)(std::string_view text);

} // namespace turnout::config
