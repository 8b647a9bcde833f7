// Text with `{}` for each argument: format("{} followed {}", a, b). `{{` and `}}` stand for braces. No other options.
#pragma once
#include <turnout/decode.hpp>
#include <turnout/timestamp.hpp>

#include <array>
#include <charconv>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace turnout {

namespace detail {

// Not constexpr: that a compile-time check reaches it is what the compiler reports.
inline void number_of_placeholders_differs_from_number_of_arguments() {
}

inline void brace_without_its_partner_write_two_of_them_for_a_literal_one() {
}

/// Text whose placeholders were counted by the compiler.
template <class... Arguments> class format_text {
public:
    template <std::convertible_to<std::string_view> Text>
    consteval format_text(const Text& text) : text_(text) { // NOLINT(google-explicit-constructor): used like a string
        std::size_t placeholders = 0;
        for (std::size_t i = 0; i < text_.size(); ++i) {
            if (text_[i] != '{' && text_[i] != '}') continue;
            const char next = i + 1 < text_.size() ? text_[i + 1] : '\0';
            if (text_[i] == '{' && next == '}') {
                ++placeholders;
            } else if (next != text_[i]) {
                brace_without_its_partner_write_two_of_them_for_a_literal_one();
            }
            ++i;
        }
        if (placeholders != sizeof...(Arguments)) number_of_placeholders_differs_from_number_of_arguments();
    }

    constexpr std::string_view text() const { return text_; }

private:
    std::string_view text_;
};

template <class T> void append_number(std::string& to, T number) {
    std::array<char, 40> buffer{};
    const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
    to.append(buffer.data(), static_cast<std::size_t>(result.ptr - buffer.data()));
}

template <class Period> constexpr std::string_view unit_of() {
    if constexpr (std::same_as<Period, std::nano>) return "ns";
    if constexpr (std::same_as<Period, std::micro>) return "us";
    if constexpr (std::same_as<Period, std::milli>) return "ms";
    if constexpr (std::same_as<Period, std::ratio<1>>) return "s";
    if constexpr (std::same_as<Period, std::ratio<60>>) return "min";
    if constexpr (std::same_as<Period, std::ratio<3600>>) return "h";
    return "";
}

template <class Rep, class Period> void append_duration(std::string& to, std::chrono::duration<Rep, Period> length) {
    append_number(to, length.count());
    to += unit_of<Period>();
}

template <class T> void append(std::string& to, const T& argument) {
    if constexpr (std::convertible_to<const T&, std::string_view>) {
        to += std::string_view{argument};
    } else if constexpr (std::same_as<T, bool>) {
        to += argument ? "true" : "false";
    } else if constexpr (std::same_as<T, char>) {
        to += argument;
    } else if constexpr (std::integral<T> || std::floating_point<T>) {
        append_number(to, argument);
    } else if constexpr (std::same_as<T, timestamp>) {
        to += format_timestamp(argument);
    } else if constexpr (requires { append_duration(to, argument); }) {
        append_duration(to, argument);
    } else if constexpr (is_optional<T>) {
        argument ? append(to, *argument) : void(to += "none");
    } else if constexpr (is_open_enum<T>) {
        to += argument.text();
    } else {
        static_assert(always_false<T>, "turnout: this type cannot be formatted; pass a string, a number, a timestamp, "
                                       "a duration, or an optional of these");
    }
}

} // namespace detail

template <class... Arguments>
std::string format(detail::format_text<std::type_identity_t<Arguments>...> pattern, const Arguments&... arguments) {
    std::string result;
    std::string_view rest = pattern.text();
    const auto copy_to_placeholder = [&] {
        while (!rest.empty()) {
            const char c = rest.front();
            const bool brace = c == '{' || c == '}';
            const bool placeholder = c == '{' && rest.substr(1, 1) == "}";
            rest.remove_prefix(brace ? 2 : 1);
            if (placeholder) return;
            result += c;
        }
    };
    ((copy_to_placeholder(), detail::append(result, arguments)), ...);
    copy_to_placeholder();
    return result;
}

} // namespace turnout
