// The field names that mean something to the gate.
#pragma once
#include "core/http/gate/request.hpp"

#include <optional>
#include <string_view>

namespace turnout::http {

/// Fields that decide about framing or the connection: the reader refuses a request in which one is wrong.
enum class FramingField : std::uint8_t { host, content_length, transfer_encoding, expect };

/// By name in any case; nothing if the name is none of these.
std::optional<Field> find_field(std::string_view name);
std::optional<FramingField> find_framing_field(std::string_view name);

/// As it is usually written.
std::string_view name_of(Field field);

/// Letters, digits, punctuation and spaces; nothing else, also no tab.
bool is_plain_ascii(std::string_view text);

bool equal_without_case(std::string_view a, std::string_view b);

} // namespace turnout::http
