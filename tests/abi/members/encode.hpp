// A decoded struct back into JSON, so that a test can compare each member with what was sent.
#pragma once
#include <turnout/plugin.hpp>

#include <string>

namespace abi {

inline void encode(std::string& to, std::string_view text) {
    static constexpr std::string_view digits = "0123456789abcdef";
    to += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            to += '\\';
            to += c;
        } else if (byte < 0x20) {
            to += "\\u00";
            to += digits[byte >> 4U];
            to += digits[byte & 15U];
        } else {
            to += c;
        }
    }
    to += '"';
}

template <class T> void encode_value(std::string& to, const T& value) {
    if constexpr (std::convertible_to<const T&, std::string_view>) {
        encode(to, value);
    } else if constexpr (std::same_as<T, turnout::timestamp>) {
        encode(to, turnout::format_timestamp(value));
    } else if constexpr (turnout::detail::is_open_enum<T>) {
        encode(to, value.text());
    } else if constexpr (turnout::detail::is_optional<T>) {
        if (value) {
            encode_value(to, *value);
        } else {
            to += "null";
        }
    } else if constexpr (turnout::detail::is_vector<T>) {
        to += '[';
        bool first = true;
        for (const auto& one : value) {
            if (!first) to += ',';
            first = false;
            encode_value(to, one);
        }
        to += ']';
    } else if constexpr (turnout::described_struct<T>) {
        to += '{';
        bool first = true;
        const auto member = [&](const auto& field) {
            if (!first) to += ',';
            first = false;
            encode(to, field.key);
            to += ':';
            encode_value(to, value.*(field.member));
        };
        turnout::visit_fields<T>([&](const auto&... each) { (member(each), ...); });
        to += '}';
    } else {
        to += turnout::format("{}", value);
    }
}

} // namespace abi
