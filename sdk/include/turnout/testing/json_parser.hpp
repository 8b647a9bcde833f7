// Body of parse_json(); included by turnout/testing/json.hpp.
#pragma once
#include <turnout/testing/json_document.hpp>
#include <turnout/testing/json_text.hpp>

#include <charconv>
#include <system_error>

namespace turnout::testing::detail {

class json_parser {
public:
    explicit json_parser(std::string_view text) : text_(text) {}

    json_document parse() {
        skip_space();
        if (peek() != '{') fail("expected an object");
        append({}, 1);
        skip_space();
        if (at_ != text_.size()) fail("expected the end");
        return std::move(document_);
    }

private:
    struct slice {
        std::uint32_t offset = 0;
        std::uint32_t size = 0;
    };

    static constexpr int deepest = 64;

    [[noreturn]] void fail(const std::string& what) const { throw json_error(at_, what); }

    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

    bool take(char wanted) {
        if (at_ >= text_.size() || text_[at_] != wanted) return false;
        ++at_;
        return true;
    }

    bool take(std::string_view wanted) {
        if (text_.substr(at_, wanted.size()) != wanted) return false;
        at_ += wanted.size();
        return true;
    }

    void skip_space() {
        while (at_ < text_.size() && std::string_view{" \t\r\n"}.find(text_[at_]) != std::string_view::npos) ++at_;
    }

    void append(slice key, int level) {
        if (level > deepest) fail("nested deeper than 64 levels");
        const std::size_t index = document_.nodes.size();
        document_.nodes.push_back({});
        turnout_node node{};
        node.key_offset = key.offset;
        node.key_size = key.size;
        fill(node, level);
        node.next = static_cast<std::uint32_t>(document_.nodes.size());
        document_.nodes[index] = node;
    }

    void fill(turnout_node& node, int level) {
        if (take('{')) {
            fill_container(node, TURNOUT_OBJECT, '}', level);
        } else if (take('[')) {
            fill_container(node, TURNOUT_ARRAY, ']', level);
        } else if (peek() == '"') {
            const slice text = store_string();
            node.kind = TURNOUT_STRING;
            node.u.s = {text.offset, text.size};
        } else if (take("null")) {
            node.kind = TURNOUT_NULL;
        } else if (take("true")) {
            node.kind = TURNOUT_TRUE;
        } else if (take("false")) {
            node.kind = TURNOUT_FALSE;
        } else {
            fill_number(node);
        }
    }

    void fill_container(turnout_node& node, turnout_node_kind kind, char end, int level) {
        node.kind = kind;
        std::uint64_t count = 0;
        skip_space();
        if (!take(end)) {
            do {
                skip_space();
                append(kind == TURNOUT_OBJECT ? read_key() : slice{}, level + 1);
                ++count;
                skip_space();
            } while (take(','));
            if (!take(end)) fail(std::string{"expected , or "} + end);
        }
        node.u.count = count;
    }

    slice read_key() {
        const slice key = store_string();
        skip_space();
        if (!take(':')) fail("expected :");
        skip_space();
        return key;
    }

    slice store_string() {
        if (peek() != '"') fail("expected a string");
        const auto offset = static_cast<std::uint32_t>(document_.arena.size());
        ++at_;
        if (const char* problem = take_string(text_, at_, document_.arena); problem != nullptr) fail(problem);
        return {offset, static_cast<std::uint32_t>(document_.arena.size() - offset)};
    }

    void take_digits() {
        if (peek() < '0' || peek() > '9') fail("expected a value");
        while (peek() >= '0' && peek() <= '9') ++at_;
    }

    void fill_number(turnout_node& node) {
        const std::size_t start = at_;
        const bool negative = take('-');
        const bool zero = peek() == '0';
        const std::size_t digits = at_;
        take_digits();
        if (zero && at_ - digits > 1) fail("a number begins with 0");
        bool whole = true, small = zero; // small: what is out of range is so near to 0 that it is 0
        if (take('.')) whole = false, take_digits();
        if (take('e') || take('E')) {
            whole = false;
            small = take('-') || (take('+'), small);
            take_digits();
        }
        const auto number = text_.substr(start, at_ - start);
        if (!whole) return fill_double(node, number, small);
        node.kind = TURNOUT_INT;
        if (convert(number, node.u.i)) return;
        node.kind = TURNOUT_UINT;
        if (negative || !convert(number, node.u.u)) fail("a whole number beyond 64 bits");
    }

    void fill_double(turnout_node& node, std::string_view number, bool small) const {
        node.kind = TURNOUT_DOUBLE;
        if (convert(number, node.u.d)) return;
        if (!small) fail("a number out of range");
        node.u.d = number.front() == '-' ? -0.0 : 0.0;
    }

    template <class T> static bool convert(std::string_view number, T& to) {
        return std::from_chars(number.data(), number.data() + number.size(), to).ec == std::errc{};
    }

    std::string_view text_;
    std::size_t at_ = 0;
    json_document document_;
};

} // namespace turnout::testing::detail
