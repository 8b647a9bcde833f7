// Strings as they cross the ABI.
#pragma once
#include <turnout/abi.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace turnout {

constexpr std::string_view to_view(turnout_str text) {
    return text.size == 0 ? std::string_view{} : std::string_view{text.data, text.size};
}

/// Borrows: the result lives as long as the text.
constexpr turnout_str to_str(std::string_view text) {
    return {text.data(), text.size()};
}

/// Copies as much as fits and ends it with NUL; never cuts a UTF-8 sequence in two.
template <std::size_t Capacity> void copy_text(char (&to)[Capacity], std::string_view text) {
    std::size_t size = text.size() < Capacity ? text.size() : Capacity - 1;
    if (size < text.size()) {
        while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
    }
    text.copy(to, size);
    to[size] = '\0';
}

} // namespace turnout
