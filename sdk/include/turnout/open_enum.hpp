// An enumeration that Twitch may extend: the known values as an enum, the text for all of them.
#pragma once
#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

namespace turnout {

template <class E, std::size_t Count> using enum_names = std::array<std::pair<std::string_view, E>, Count>;

/// E is an enum class whose value 0 is `unknown`, with a function `turnout_enum_names(E)` beside it (found by its
/// argument) that returns an enum_names table. `switch (event.type.known())`, `event.type == type_t::live`,
/// `event.type.text()`.
template <class E> class open_enum {
public:
    constexpr open_enum() = default;

    /// Borrows the text.
    constexpr explicit open_enum(std::string_view text) : text_(text) {
        for (const auto& [name, value] : turnout_enum_names(E{})) {
            if (name == text) known_ = value;
        }
    }

    /// E::unknown for a text that these headers do not know.
    constexpr E known() const { return known_; }

    constexpr std::string_view text() const { return text_; }

    /// Whether these headers list the text; one of the values that they list may itself be called "unknown".
    constexpr bool is_listed() const {
        if (known_ != E{}) return true;
        for (const auto& [name, value] : turnout_enum_names(E{})) {
            if (name == text_) return true;
        }
        return false;
    }

    friend constexpr bool operator==(const open_enum& left, E right) { return left.known_ == right; }

    friend constexpr bool operator==(const open_enum& left, const open_enum& right) {
        return left.text_ == right.text_;
    }

private:
    std::string_view text_;
    E known_{};
};

} // namespace turnout
