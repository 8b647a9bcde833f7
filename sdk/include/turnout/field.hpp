// How a struct says what is decoded into it: a static function fields() lists its members.
//
//     struct follow {
//         std::string_view user_name;
//         std::optional<std::string_view> note;
//         static constexpr auto fields() {
//             return std::tuple{field{"user_name", &follow::user_name}, field{"note", &follow::note}};
//         }
//     };
#pragma once
#include <string_view>
#include <tuple>

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

template <class T>
concept lists_fields = requires {
    T::fields();
};

/// The other shape: fields(visit) calls visit(field...). Compilers get through it much faster.
template <class T>
concept visits_fields = requires {
    T::fields(detail::field_probe{});
};

template <class T>
concept described_struct = lists_fields<T> || visits_fields<T>;

/// Calls visit(field...) with all fields of a described struct.
template <described_struct T, class Visit> constexpr auto visit_fields(Visit&& visit) {
    if constexpr (lists_fields<T>) {
        return std::apply(visit, T::fields());
    } else {
        return T::fields(visit);
    }
}

} // namespace turnout
