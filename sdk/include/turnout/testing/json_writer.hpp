// Body of write_json(), and of the changes of turnout/testing/event.hpp; included by turnout/testing/json.hpp.
#pragma once
#include <turnout/testing/json_document.hpp>

#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace turnout::testing {

/// As a JSON string, with its quotes.
inline std::string quote_json(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string result = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20) {
            result += "\\u00";
            result += digits[byte >> 4U];
            result += digits[byte & 15U];
            continue;
        }
        if (c == '"' || c == '\\') result += '\\';
        result += c;
    }
    return result += '"';
}

namespace detail {

/// Writes nodes as text, one of them replaced, removed, or with a member more.
class json_writer {
public:
    /// Instead of node `target` (never the root): `text`, or nothing at all.
    struct replacement {
        std::uint32_t target;
        std::optional<std::string> text;
    };

    /// One more member at the end of object `parent`.
    struct addition {
        std::uint32_t parent;
        std::string key, text;
    };

    json_writer(const json_document& document, std::string& to) : document_(document), to_(to) {}

    std::optional<replacement> instead;
    std::optional<addition> more;

    void write(std::uint32_t index) {
        const auto& node = document_.nodes[index];
        switch (node.kind) {
        case TURNOUT_FALSE: to_ += "false"; break;
        case TURNOUT_TRUE: to_ += "true"; break;
        case TURNOUT_INT: write_number(node.u.i); break;
        case TURNOUT_UINT: write_number(node.u.u); break;
        case TURNOUT_DOUBLE: write_double(node.u.d); break;
        case TURNOUT_STRING: to_ += quote_json(document_.text(index)); break;
        case TURNOUT_ARRAY:
        case TURNOUT_OBJECT: write_container(index); break;
        default: to_ += "null"; break;
        }
    }

private:
    void write_container(std::uint32_t index) {
        const auto& node = document_.nodes[index];
        const bool object = node.kind == TURNOUT_OBJECT;
        bool first = true;
        const auto begin_member = [&](std::string_view key) {
            if (!std::exchange(first, false)) to_ += ',';
            if (object) to_ += quote_json(key) + ':';
        };
        to_ += object ? '{' : '[';
        for (auto at = index + 1; at < node.next; at = document_.nodes[at].next) {
            const bool replaced = instead && instead->target == at;
            if (replaced && !instead->text) continue;
            begin_member(document_.key(at));
            if (replaced) {
                to_ += *instead->text;
            } else {
                write(at);
            }
        }
        if (more && more->parent == index) {
            begin_member(more->key);
            to_ += more->text;
        }
        to_ += object ? '}' : ']';
    }

    template <class T> void write_number(T number) {
        std::array<char, 40> buffer{};
        const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
        to_.append(buffer.data(), static_cast<std::size_t>(result.ptr - buffer.data()));
    }

    void write_double(double number) {
        const std::size_t start = to_.size();
        write_number(number);
        if (to_.find_first_of(".e", start) == std::string::npos) to_ += ".0"; // still no whole number
    }

    const json_document& document_;
    std::string& to_;
};

} // namespace detail
} // namespace turnout::testing
