// One condition `route.NAME.where.PATH.OPERATOR = VALUE`, compiled. conf/README.md says what it means.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace turnout::config {

enum class FilterOperator : std::uint8_t { is, is_not, prefix, suffix, matches, min, max, in, exists };

/// As it stands in a key: "is", "not", ...
std::string_view name_of(FilterOperator op);

/// A number of JSON or of the configuration: exact for what 64 bits or a double hold.
using Number = long double;

/// The whole text as a decimal number. Nothing for anything else, infinities included.
std::optional<Number> read_number(std::string_view text);

/// One step from a value to one inside it.
struct FieldStep {
    std::string name;        ///< of a member; empty: an element of an array
    std::uint32_t index = 0; ///< of that element
};

/// A value that an event's is compared with.
struct Choice {
    std::string text;
    std::optional<Number> number; ///< if the text is one
};

struct Filter {
    std::string key;     ///< PATH.OPERATOR as it was written
    std::string operand; ///< the value as it was written

    // What check_filters() makes of the two.
    std::string path;
    std::vector<FieldStep> steps; ///< of the path; the first one names `event`, `subscription`, `meta`, ...
    FilterOperator op = FilterOperator::is;
    std::vector<Choice> choices;               ///< is, not: the one; in: all
    std::optional<Number> number;              ///< min, max: either this
    std::optional<std::int64_t> time;          ///< or this, in nanoseconds since 1970
    bool wanted = true;                        ///< exists
    std::shared_ptr<const re2::RE2> pattern{}; ///< matches
};

/// As they were written.
inline bool operator==(const Filter& left, const Filter& right) {
    return left.key == right.key && left.operand == right.operand;
}

/// The step by which a path asks for the metadata of an event instead of its body.
inline constexpr std::string_view meta_root = "meta";

} // namespace turnout::config
