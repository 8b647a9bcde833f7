// A place in the body: `event["message"]["fragments"][2]["type"]`. Cheap to copy; borrows the event's memory.
#pragma once
#include <turnout/abi.h>
#include <turnout/errors.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace turnout {

/// Looking for what is not there is no error: it gives a missing value, which remembers where. Only asking such a
/// value for its content throws decode_error.
class value {
public:
    /// A missing value that is nowhere.
    value() = default;

    /// nodes and arena of one turnout_event; `index` must be one of its nodes.
    value(const turnout_node* nodes, const char* arena, std::uint32_t index)
        : nodes_(nodes),
          arena_(arena),
          index_(index),
          gap_(gap::none) {}

    bool exists() const { return gap_ == gap::none; }

    bool is_null() const { return exists() && node().kind == TURNOUT_NULL; }

    /// There, and not null.
    explicit operator bool() const { return exists() && node().kind != TURNOUT_NULL; }

    /// TURNOUT_NULL to TURNOUT_OBJECT; 0 if missing.
    turnout_node_kind kind() const { return exists() ? node().kind : 0; }

    /// Member of an object; missing if there is none or this is no object.
    value operator[](std::string_view key) const;
    /// Element of an array (or n-th member of an object), from 0.
    value operator[](std::size_t position) const;

    /// Elements of an array or members of an object; 0 for everything else.
    std::size_t size() const { return is_container() ? static_cast<std::size_t>(node().u.count) : 0; }

    /// Key of this member; empty for an element of an array.
    std::string_view key() const { return exists() ? slice(node().key_offset, node().key_size) : missing_key_; }

    std::string_view text() const;
    bool boolean() const;
    std::int64_t integer() const;
    double number() const;

    /// As any type that decode() knows, see turnout/decode.hpp.
    template <class T> T as() const;
    /// The same, but `fallback` if it is missing or null. A wrong kind still throws.
    template <class T> T value_or(T fallback) const;

    enum class positions : std::uint8_t { shown, hidden };

    /// Where this is, from the root of the body: `event.list[2].type`, or `event.list[].type`.
    std::string path(positions how = positions::shown) const;
    /// Throws decode_error: "<path> is a string, expected <expected>" or "<path> is missing".
    [[noreturn]] void fail(std::string_view expected) const;

    class iterator {
    public:
        iterator(const turnout_node* nodes, const char* arena, std::uint32_t index)
            : nodes_(nodes),
              arena_(arena),
              index_(index) {}

        value operator*() const { return {nodes_, arena_, index_}; }

        iterator& operator++() {
            index_ = nodes_[index_].next;
            return *this;
        }

        bool operator==(const iterator& other) const { return index_ == other.index_; }

    private:
        const turnout_node* nodes_;
        const char* arena_;
        std::uint32_t index_;
    };

    /// Elements or members in document order; empty for everything else.
    iterator begin() const { return {nodes_, arena_, is_container() ? index_ + 1 : 0}; }

    iterator end() const { return {nodes_, arena_, is_container() ? node().next : 0}; }

    /// Member `key`, looked for from `hint` on and then from the start; moves `hint` behind it. Finds members that are
    /// asked for in document order in one step each. `hint` 0: from the start.
    value find(std::string_view key, std::uint32_t& hint) const;

    static value absent(const turnout_node* nodes, const char* arena, std::uint32_t parent, std::string_view key) {
        value result{nodes, arena, parent};
        result.gap_ = gap::key;
        result.missing_key_ = key;
        return result;
    }

private:
    enum class gap : std::uint8_t { none, key, position };

    const turnout_node& node() const { return nodes_[index_]; }

    bool is_container() const { return exists() && (node().kind == TURNOUT_OBJECT || node().kind == TURNOUT_ARRAY); }

    std::string_view slice(std::uint32_t offset, std::uint32_t size) const {
        return size == 0 ? std::string_view{} : std::string_view{arena_ + offset, size};
    }

    const turnout_node* nodes_ = nullptr;
    const char* arena_ = nullptr;
    std::string_view missing_key_;
    std::size_t missing_position_ = 0;
    std::uint32_t index_ = 0; // of the value, or of the last one that exists on the way to a missing one
    gap gap_ = gap::key;
};

} // namespace turnout

#include <turnout/value_inline.hpp>
