// From nodes to structs that turnout/field.hpp describes.
//
// Members may be std::string_view (borrows the event), std::string, bool, numbers, timestamp, open_enum, value,
// described structs, and std::optional (null or absent allowed) or std::vector of these. Unknown keys are no error;
// they and unknown texts of an open_enum are added to a drift, if the caller has one.
#pragma once
#include <turnout/drift.hpp>
#include <turnout/field.hpp>
#include <turnout/open_enum.hpp>
#include <turnout/timestamp.hpp>
#include <turnout/value.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace turnout {

template <class T> void decode_into(const value& from, T& to, drift* found = nullptr);

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

template <class T> void decode_struct(const value& from, T& to, drift* found) {
    if (from.kind() != TURNOUT_OBJECT) from.fail("an object");
    std::uint32_t hint = 0;
    std::size_t matched = 0;
    const auto read = [&](const auto& one) {
        value member = from.find(one.key, hint);
        if (!member.exists() && !one.alias.empty()) {
            if (const value other = from.find(one.alias, hint); other.exists()) member = other;
        }
        if (member.exists()) ++matched;
        decode_into(member, to.*(one.member), found);
    };
    visit_fields<T>([&](const auto&... each) { (read(each), ...); });
    if (found == nullptr || from.size() == matched) return;
    visit_fields<T>([&](const auto&... each) {
        const std::array<std::string_view, 2 * sizeof...(each)> known{each.key..., each.alias...};
        found->add_unknown_members(from, known);
    });
}

} // namespace detail

/// Fills `to`; throws decode_error that names the path. What is not known is added to `found` if that is given.
template <class T> void decode_into(const value& from, T& to, drift* found) {
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
        if (found != nullptr && !to.text().empty() && !to.is_listed()) found->add(from);
    } else if constexpr (detail::is_optional<T>) {
        to.reset();
        // Not emplace(): clang 14 takes a nested struct with initialisers for one that cannot be made of nothing.
        if (from) decode_into(from, *(to = typename T::value_type{}), found);
    } else if constexpr (detail::is_vector<T>) {
        if (from.kind() != TURNOUT_ARRAY) from.fail("an array");
        to.clear();
        to.reserve(from.size());
        for (const value element : from) decode_into(element, to.emplace_back(), found);
    } else if constexpr (described_struct<T>) {
        detail::decode_struct(from, to, found);
    } else {
        static_assert(detail::always_false<T>,
                      "turnout: this type cannot be decoded; give it a static fields() function "
                      "as turnout/field.hpp describes");
    }
}

template <class T> T decode(const value& from, drift* found = nullptr) {
    if constexpr (std::same_as<T, value>) {
        return from;
    } else {
        T result{};
        decode_into(from, result, found);
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
