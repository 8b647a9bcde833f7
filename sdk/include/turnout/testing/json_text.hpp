// Strings of JSON: escapes and UTF-8. Used by turnout/testing/json.hpp.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace turnout::testing::detail {

/// Length of the valid UTF-8 sequence at the beginning of `text`; 0 if there is none.
inline std::size_t utf8_length(std::string_view text) {
    const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U; };
    const unsigned first = byte(0);
    if (first < 0x80) return text.empty() ? 0 : 1;
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4) return 0;
    // Overlong forms, surrogates and what is above U+10FFFF are told by the second byte.
    const unsigned least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    const unsigned most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (byte(1) < least || byte(1) > most) return 0;
    for (std::size_t at = 2; at < length; ++at) {
        if (byte(at) < 0x80 || byte(at) > 0xBF) return 0;
    }
    return length;
}

inline void append_utf8(std::string& to, std::uint32_t code) {
    const auto put = [&](std::uint32_t byte) { to += static_cast<char>(byte); };
    if (code < 0x80) return put(code);
    if (code < 0x800) {
        put(0xC0U | code >> 6U);
    } else {
        if (code < 0x10000) {
            put(0xE0U | code >> 12U);
        } else {
            put(0xF0U | code >> 18U);
            put(0x80U | (code >> 12U & 0x3FU));
        }
        put(0x80U | (code >> 6U & 0x3FU));
    }
    put(0x80U | (code & 0x3FU));
}

/// Four hexadecimal digits at `at`, which moves behind them; above 0xFFFF if they are not there.
inline std::uint32_t take_hexadecimal(std::string_view text, std::size_t& at) {
    std::uint32_t result = 0;
    for (int i = 0; i < 4; ++i, ++at) {
        const char c = at < text.size() ? text[at] : '\0';
        const bool digit = c >= '0' && c <= '9', small = c >= 'a' && c <= 'f', large = c >= 'A' && c <= 'F';
        if (!digit && !small && !large) return 0x10000;
        result = result * 16 + static_cast<std::uint32_t>(digit ? c - '0' : small ? c - 'a' + 10 : c - 'A' + 10);
    }
    return result;
}

/// `at` stands behind `\u`.
inline bool take_code(std::string_view text, std::size_t& at, std::string& to) {
    std::uint32_t code = take_hexadecimal(text, at);
    if (code > 0xFFFF || (code >= 0xDC00 && code <= 0xDFFF)) return false;
    if (code >= 0xD800 && code <= 0xDBFF) {
        if (text.substr(at, 2) != "\\u") return false;
        at += 2;
        const std::uint32_t low = take_hexadecimal(text, at);
        if (low < 0xDC00 || low > 0xDFFF) return false;
        code = 0x10000 + ((code - 0xD800) << 10U) + (low - 0xDC00);
    }
    append_utf8(to, code);
    return true;
}

/// Appends the string whose opening quote stands before `at`; `at` moves behind its closing quote. Null, or what is
/// wrong at `at`.
inline const char* take_string(std::string_view text, std::size_t& at, std::string& to) {
    constexpr std::string_view escapes = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
    while (at < text.size()) {
        const char c = text[at];
        if (c == '"') return ++at, nullptr;
        if (static_cast<unsigned char>(c) < 0x20) return "a control character in a string";
        if (c != '\\') {
            const std::size_t length = utf8_length(text.substr(at));
            if (length == 0) return "invalid UTF-8";
            to += text.substr(at, length);
            at += length;
            continue;
        }
        const char escape = ++at < text.size() ? text[at] : '\0';
        ++at;
        if (escape == 'u') {
            if (!take_code(text, at, to)) return "a malformed \\u";
            continue;
        }
        const std::size_t which = escapes.find(escape);
        if (escape == '\0' || which == std::string_view::npos) return "an unknown escape";
        to += meanings[which];
    }
    return "a string without an end";
}

} // namespace turnout::testing::detail
