// As much of UTF-8 as reading configuration needs.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace turnout::config {

/// Length of the well-formed sequence at the beginning of `text`; 0 if there is none.
std::size_t utf8_length(std::string_view text);

bool is_utf8(std::string_view text);

/// Appends a code point that is no surrogate and at most U+10FFFF.
void append_utf8(std::string& text, char32_t code);

} // namespace turnout::config
