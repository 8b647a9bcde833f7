#include "core/http/gate/field_table.hpp"

#include <algorithm>
#include <array>
#include <strings.h>

namespace turnout::http {
namespace {

constexpr std::array<std::string_view, field_count> fields{
    "Twitch-Eventsub-Message-Id",
    "Twitch-Eventsub-Message-Retry",
    "Twitch-Eventsub-Message-Type",
    "Twitch-Eventsub-Message-Signature",
    "Twitch-Eventsub-Message-Timestamp",
    "Twitch-Eventsub-Subscription-Type",
    "Twitch-Eventsub-Subscription-Version",
    "Content-Type",
    "Content-Encoding",
    "Authorization",
};
static_assert(fields[static_cast<std::size_t>(Field::authorization)] == "Authorization");

constexpr std::array<std::string_view, 4> framing_fields{"Host", "Content-Length", "Transfer-Encoding", "Expect"};

template <typename Found, std::size_t size>
std::optional<Found> find(const std::array<std::string_view, size>& names, std::string_view name) {
    for (std::size_t i = 0; i < size; ++i)
        if (equal_without_case(names[i], name)) return static_cast<Found>(i);
    return std::nullopt;
}

} // namespace

bool equal_without_case(std::string_view a, std::string_view b) {
    return a.size() == b.size() && ::strncasecmp(a.data(), b.data(), a.size()) == 0;
}

std::optional<Field> find_field(std::string_view name) {
    return find<Field>(fields, name);
}

std::optional<FramingField> find_framing_field(std::string_view name) {
    return find<FramingField>(framing_fields, name);
}

std::string_view name_of(Field field) {
    return fields[static_cast<std::size_t>(field)];
}

bool is_plain_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

} // namespace turnout::http
