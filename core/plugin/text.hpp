// Text that a plugin has written, made fit for a log and an error.
#pragma once
#include <turnout/abi.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace turnout::plugins {

/// One line of valid UTF-8 without control characters, at most `limit` bytes of `text`, never a sequence cut in two: a
/// line break becomes `\n`, another control character `\xNN`, what is no UTF-8 U+FFFD.
std::string one_line(std::string_view text, std::size_t limit);

/// Text that a plugin has handed over: a null pointer is an empty text, whatever size stands next to it.
constexpr std::string_view received(turnout_str text) {
    return text.data == nullptr ? std::string_view{} : std::string_view{text.data, text.size};
}

/// Up to the first NUL of a buffer that somebody else has filled, and never beyond its end.
inline std::string_view bounded(std::span<const char> buffer) {
    const std::string_view all{buffer.data(), buffer.size()};
    return all.substr(0, all.find('\0'));
}

} // namespace turnout::plugins
