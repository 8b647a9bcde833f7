// From nodes to structs. A struct is described by a static function fields() that lists its members:
//
//     struct follow {
//         std::string_view user_name;
//         std::optional<std::string_view> note;
//         static constexpr auto fields() {
//             return std::tuple{field{"user_name", &follow::user_name}, field{"note", &follow::note}};
//         }
//     };
//
// Members may be std::string_view (borrows the event), std::string, bool, numbers, timestamp, open_enum, value,
// described structs, and std::optional (null or absent allowed) or std::vector of these. Unknown keys are ignored.
#pragma once
#include <turnout/open_enum.hpp>
#include <turnout/timestamp.hpp>
#include <turnout/value.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace turnout {

/// A member and its key; `alias` is a second spelling that is read too.
template <class Struct, class Member> struct field {
    constexpr field(std::string_view name, Member Struct::*where, std::string_view also = {})
        : key(name),
          member(where),
          alias(also) {}

    std::string_view key;
    Member Struct::*member;
    std::string_view alias;
};

namespace detail {

struct field_probe {
    constexpr void operator()(const auto&...) const {}
};

} // namespace detail

/// fields() gives a tuple of them; or fields(visit) calls visit(field...), which compilers get through much faster.
template <class T>
concept described_struct = requires {
    T::fields();
}

|| requires {
    T::fields(detail::field_probe{});
};

/// Calls visit(field...) with all fields of a described struct.
template <described_struct T, class Visit> constexpr auto visit_fields(Visit&& visit) {
    if constexpr (requires { T::fields(); }) {
        return std::apply(visit, T::fields());
    } else {
        return T::fields(visit);
    }
}

template <class T> void decode_into(const value& from, T& to);

namespace detail {

template <class T> inline constexpr bool is_optional = false;
template <class T> inline constexpr bool is_optional<std::optional<T>> = true;
template <class T> inline constexpr bool is_vector = false;
template <class T> inline constexpr bool is_vector<std::vector<T>> = true;
template <class T> inline constexpr bool is_open_enum = false;
template <class E> inline constexpr bool is_open_enum<open_enum<E>> = true;
template <class T> inline constexpr bool always_false = false;

template <std::integral T> T decode_integer(const value& from) {
    if (from.kind() == TURNOUT_UINT) from.fail("a smaller whole number");
    const std::int64_t number = from.integer();
    if (!std::in_range<T>(number)) from.fail("one that fits " + std::to_string(sizeof(T) * 8) + " bits");
    return static_cast<T>(number);
}

inline timestamp decode_timestamp(const value& from) {
    const auto when = parse_timestamp(from.text());
    if (!when) from.fail("a time like 2026-03-14T18:22:07Z");
    return *when;
}

template <class T> void decode_struct(const value& from, T& to) {
    if (from.kind() != TURNOUT_OBJECT) from.fail("an object");
    std::uint32_t hint = 0;
    const auto read = [&](const auto& one) {
        value found = from.find(one.key, hint);
        if (!found.exists() && !one.alias.empty()) {
            if (const value other = from.find(one.alias, hint); other.exists()) found = other;
        }
        decode_into(found, to.*(one.member));
    };
    visit_fields<T>([&](const auto&... each) { (read(each), ...); });
}

} // namespace detail

/// Fills `to`; throws decode_error that names the path.
template <class T> void decode_into(const value& from, T& to) {
    if constexpr (std::same_as<T, std::string_view> || std::same_as<T, std::string>) {
        to = from.text();
    } else if constexpr (std::same_as<T, bool>) {
        to = from.boolean();
    } else if constexpr (std::integral<T>) {
        to = detail::decode_integer<T>(from);
    } else if constexpr (std::floating_point<T>) {
        to = static_cast<T>(from.number());
    } else if constexpr (std::same_as<T, timestamp>) {
        to = detail::decode_timestamp(from);
    } else if constexpr (std::same_as<T, value>) {
        to = from;
    } else if constexpr (detail::is_open_enum<T>) {
        to = T{from.text()};
    } else if constexpr (detail::is_optional<T>) {
        to.reset();
        if (from) decode_into(from, to.emplace());
    } else if constexpr (detail::is_vector<T>) {
        if (from.kind() != TURNOUT_ARRAY) from.fail("an array");
        to.clear();
        to.reserve(from.size());
        for (const value element : from) decode_into(element, to.emplace_back());
    } else if constexpr (described_struct<T>) {
        detail::decode_struct(from, to);
    } else {
        static_assert(detail::always_false<T>,
                      "turnout: this type cannot be decoded; give it a static fields() function "
                      "as turnout/decode.hpp describes");
    }
}

template <class T> T decode(const value& from) {
    if constexpr (std::same_as<T, value>) {
        return from;
    } else {
        T result{};
        decode_into(from, result);
        return result;
    }
}

template <class T> T value::as() const {
    return decode<T>(*this);
}

template <class T> T value::value_or(T fallback) const {
    return *this ? decode<T>(*this) : fallback;
}

} // namespace turnout
