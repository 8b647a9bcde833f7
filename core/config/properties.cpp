#include "core/config/properties.hpp"

#include "core/config/utf8.hpp"

#include <charconv>
#include <optional>

namespace turnout::config {
namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\f';
}

bool is_alphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string_view without_leading_blanks(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    return text;
}

/// Hands out the natural lines of a text: \n, \r\n or \r ends one.
class Lines {
public:
    explicit Lines(std::string_view text) : rest_(text) {}

    bool next(std::string_view& line) {
        if (rest_.empty()) return false;
        const auto end = rest_.find_first_of("\r\n");
        line = rest_.substr(0, end);
        if (end == std::string_view::npos)
            rest_ = {};
        else
            rest_.remove_prefix(rest_.substr(end).starts_with("\r\n") ? end + 2 : end + 1);
        ++number_;
        return true;
    }

    unsigned number() const { return number_; }

private:
    std::string_view rest_;
    unsigned number_ = 0;
};

/// Empty, or what is wrong with the bytes of a line.
std::string check_bytes(std::string_view line) {
    for (std::size_t at = 0; at < line.size();) {
        const std::size_t length = utf8_length(line.substr(at));
        const std::string column = " at column " + std::to_string(at + 1);
        if (length == 0) return "not UTF-8" + column;
        const auto byte = static_cast<unsigned char>(line[at]);
        if ((byte < 0x20 && !is_blank(line[at])) || byte == 0x7f) return "a control character" + column;
        at += length;
    }
    return {};
}

bool is_continued(std::string_view line) {
    const auto last_other = line.find_last_not_of('\\');
    const std::size_t slashes = line.size() - (last_other == std::string_view::npos ? 0 : last_other + 1);
    return slashes % 2 == 1;
}

/// Takes one logical line apart. Columns in errors count from the beginning of the (joined) line.
class Line {
public:
    explicit Line(std::string_view text) : text_(text) {}

    /// Empty, or what is wrong.
    std::string read(Property& property) {
        while (at_ < text_.size() && !is_blank(text_[at_]) && text_[at_] != '=' && text_[at_] != ':') {
            if (auto error = take(property.key); !error.empty()) return error;
        }
        bool separated = false;
        for (; at_ < text_.size(); ++at_) {
            const bool sign = text_[at_] == '=' || text_[at_] == ':';
            if (!is_blank(text_[at_]) && (!sign || separated)) break;
            separated = separated || sign;
        }
        if (property.key.empty()) return "no key before the `=`";
        if (!separated && at_ == text_.size()) return "a line is `key = value`, but here is only one word";
        return read_value(property.value);
    }

private:
    std::string read_value(std::string& value) {
        std::size_t kept = 0; // up to here nothing is trailing white space
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '#' && is_blank(text_[at_ - 1]) && (at_ + 1 == text_.size() || is_blank(text_[at_ + 1])))
                return "a comment needs a line of its own; if the value shall hold the `#`, write `\\#`";
            if (auto error = take(value); !error.empty()) return error;
            if (!is_blank(c)) kept = value.size();
        }
        value.resize(kept);
        return {};
    }

    /// Appends the next character, or what the escape stands for.
    std::string take(std::string& to) {
        const std::string column = " at column " + std::to_string(at_ + 1);
        if (text_[at_] != '\\') {
            to += text_[at_++];
            return {};
        }
        const char c = text_[at_ + 1]; // a line never ends with an unescaped backslash
        at_ += 2;
        switch (c) {
        case 't': to += '\t'; return {};
        case 'n': to += '\n'; return {};
        case 'r': to += '\r'; return {};
        case 'f': to += '\f'; return {};
        case 'u': return take_code(to, column);
        case '$': return "`\\$`" + column + " means nothing; for a literal `${` write `$${`";
        default: break;
        }
        if (is_alphanumeric(c) || static_cast<unsigned char>(c) >= 0x80)
            return "an unknown escape" + column + "; for a literal backslash write `\\\\`";
        to += c;
        return {};
    }

    std::string take_code(std::string& to, const std::string& column) {
        auto code = hexadecimal();
        if (!code) return "`\\u`" + column + " needs four hexadecimal digits";
        if (*code >= 0xd800 && *code < 0xdc00 && text_.substr(at_).starts_with("\\u")) {
            at_ += 2;
            const auto low = hexadecimal();
            if (!low || *low < 0xdc00 || *low > 0xdfff) return "`\\u`" + column + " is half of a surrogate pair";
            code = 0x10000 + ((*code - 0xd800) << 10U) + (*low - 0xdc00);
        }
        if (*code >= 0xd800 && *code <= 0xdfff) return "`\\u`" + column + " is half of a surrogate pair";
        if (*code == 0) return "`\\u0000`" + column + " cannot be part of a value";
        append_utf8(to, *code);
        return {};
    }

    std::optional<char32_t> hexadecimal() {
        const auto digits = text_.substr(at_, 4);
        std::uint32_t code = 0;
        const auto* const end = digits.data() + digits.size();
        if (digits.size() < 4 || std::from_chars(digits.data(), end, code, 16).ptr != end) return {};
        at_ += 4;
        return code;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

} // namespace

Properties parse_properties(std::string_view text) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    Properties result;
    Lines lines(text);
    for (std::string_view line; lines.next(line);) {
        Property property{{}, {}, lines.number()};
        const auto fail = [&](std::string what) { result.errors.push_back({lines.number(), std::move(what)}); };
        std::string error = check_bytes(line);
        line = without_leading_blanks(line);
        // Bytes are checked in comments too: a file in another encoding is better found out at its first line.
        if (line.empty() || line.front() == '#' || line.front() == '!') {
            if (!error.empty()) fail(error);
            continue;
        }
        std::string logical(line);
        bool ended = false;
        while (is_continued(logical) && !ended) {
            logical.pop_back();
            ended = !lines.next(line);
            if (ended) break;
            if (error.empty()) error = check_bytes(line);
            logical += without_leading_blanks(line);
        }
        if (ended && error.empty()) error = "the last line ends with `\\`, but no line follows";
        if (error.empty()) error = Line(logical).read(property);
        if (error.empty())
            result.entries.push_back(std::move(property));
        else
            fail(error);
    }
    return result;
}

} // namespace turnout::config
