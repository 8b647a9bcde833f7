// Bodies of turnout/value.hpp; included by it.
#pragma once
#include <turnout/value.hpp>

namespace turnout {

inline value value::find(std::string_view key, std::uint32_t& hint) const {
    if (!exists()) return *this;
    if (node().kind != TURNOUT_OBJECT) return absent(nodes_, arena_, index_, key);
    const std::uint32_t first = index_ + 1;
    const std::uint32_t end = node().next;
    const std::uint32_t start = hint > first && hint < end ? hint : first;
    const auto matches = [&](std::uint32_t at) { return slice(nodes_[at].key_offset, nodes_[at].key_size) == key; };
    for (std::uint32_t at = start; at < end; at = nodes_[at].next) {
        if (matches(at)) return hint = nodes_[at].next, value{nodes_, arena_, at};
    }
    for (std::uint32_t at = first; at < start; at = nodes_[at].next) {
        if (matches(at)) return hint = nodes_[at].next, value{nodes_, arena_, at};
    }
    return absent(nodes_, arena_, index_, key);
}

inline value value::operator[](std::string_view key) const {
    std::uint32_t hint = 0;
    return find(key, hint);
}

inline value value::operator[](std::size_t position) const {
    if (!exists()) return *this;
    if (position < size()) {
        iterator at = begin();
        for (std::size_t i = 0; i < position; ++i) ++at;
        return *at;
    }
    value result{nodes_, arena_, index_};
    result.gap_ = gap::position;
    result.missing_position_ = position;
    return result;
}

inline std::string_view value::text() const {
    if (kind() != TURNOUT_STRING) fail("a string");
    return slice(node().u.s.offset, node().u.s.size);
}

inline bool value::boolean() const {
    if (kind() != TURNOUT_TRUE && kind() != TURNOUT_FALSE) fail("true or false");
    return node().kind == TURNOUT_TRUE;
}

inline std::int64_t value::integer() const {
    if (kind() != TURNOUT_INT) fail("a whole number");
    return node().u.i;
}

inline double value::number() const {
    switch (kind()) {
    case TURNOUT_INT: return static_cast<double>(node().u.i);
    case TURNOUT_UINT: return static_cast<double>(node().u.u);
    case TURNOUT_DOUBLE: return node().u.d;
    default: fail("a number");
    }
}

inline std::string value::path(positions how) const {
    std::string result;
    const auto add_key = [&](std::string_view key) {
        if (!result.empty()) result += '.';
        result += key;
    };
    const auto add_position = [&](std::size_t position) {
        result += '[';
        if (how == positions::shown) result += std::to_string(position);
        result += ']';
    };
    // Indices are in document order, so the way down to a node is the chain of subtrees that hold its index.
    for (std::uint32_t at = 0; at != index_;) {
        const bool object = nodes_[at].kind == TURNOUT_OBJECT;
        std::size_t position = 0;
        std::uint32_t child = at + 1;
        for (; nodes_[child].next <= index_; child = nodes_[child].next) ++position;
        if (object) {
            add_key(slice(nodes_[child].key_offset, nodes_[child].key_size));
        } else {
            add_position(position);
        }
        at = child;
    }
    if (gap_ == gap::key) add_key(missing_key_);
    if (gap_ == gap::position) add_position(missing_position_);
    return result;
}

inline void value::fail(std::string_view expected) const {
    if (!exists()) throw decode_error(path(), "is missing");
    static constexpr std::string_view names[] = {
        "unknown",       "null",     "false",    "true",     "a whole number", "a whole number beyond 64 bits",
        "a real number", "a string", "an array", "an object"};
    const std::string_view found = names[node().kind <= TURNOUT_OBJECT ? node().kind : 0];
    throw decode_error(path(), "is " + std::string{found} + ", expected " + std::string{expected});
}

} // namespace turnout
