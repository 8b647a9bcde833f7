// How values stand in the messages between the host and a runner. Both run on the same machine and come from the same
// build, so numbers keep their size and byte order; the host trusts nothing else of what a runner sends.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace turnout::plugins::isolation {

/// A message that is no message of this protocol; one line.
class WireError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

template <class T>
concept Number = std::is_arithmetic_v<T> || std::is_enum_v<T>;

/// A struct whose members() are what is sent.
template <class T>
concept Record = requires(T& value) {
    T::members(value);
};

class Writer {
public:
    explicit Writer(std::string& into) : into_(into) {}

    template <Number T> void put(T value) {
        char bytes[sizeof(T)];
        std::memcpy(bytes, &value, sizeof(T));
        into_.append(bytes, sizeof(T));
    }

    void put(std::string_view text) {
        put(static_cast<std::uint32_t>(text.size()));
        into_.append(text);
    }

    void put(const std::string& text) { put(std::string_view{text}); }

    template <class T> void put(const std::optional<T>& value) {
        put(value.has_value());
        if (value) put(*value);
    }

    template <class A, class B> void put(const std::pair<A, B>& value) {
        put(value.first);
        put(value.second);
    }

    template <class T> void put(const std::vector<T>& values) { put_all(values); }

    template <class K, class V> void put(const std::map<K, V>& values) { put_all(values); }

    template <Record T> void put(const T& record) {
        std::apply([this](const auto&... member) { (put(member), ...); }, T::members(record));
    }

private:
    template <class Range> void put_all(const Range& values) {
        put(static_cast<std::uint32_t>(values.size()));
        for (const auto& value : values) put(value);
    }

    std::string& into_;
};

/// Views that it hands out live as long as the bytes. Throws WireError beyond their end.
class Reader {
public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}

    std::string_view raw(std::size_t size) {
        if (size > rest_.size()) throw WireError("a message is cut short");
        const auto part = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return part;
    }

    std::string_view text() { return raw(number<std::uint32_t>()); }

    template <Number T> T number() {
        T value{};
        std::memcpy(&value, raw(sizeof(T)).data(), sizeof(T));
        return value;
    }

    template <Number T> void get(T& value) { value = number<T>(); }

    void get(bool& value) { value = number<std::uint8_t>() != 0; }

    void get(std::string& value) { value = text(); }

    template <class T> void get(std::optional<T>& value) {
        value.reset();
        bool there = false;
        get(there);
        if (there) get(value.emplace());
    }

    template <class A, class B> void get(std::pair<A, B>& value) {
        get(value.first);
        get(value.second);
    }

    template <class T> void get(std::vector<T>& values) {
        values.clear();
        for (auto left = count(); left != 0; --left) get(values.emplace_back());
    }

    template <class K, class V> void get(std::map<K, V>& values) {
        values.clear();
        for (auto left = count(); left != 0; --left) {
            std::pair<K, V> value;
            get(value);
            values.insert(std::move(value));
        }
    }

    template <Record T> void get(T& record) {
        std::apply([this](auto&... member) { (get(member), ...); }, T::members(record));
    }

    /// Throws if something is left.
    void end() const {
        if (!rest_.empty()) throw WireError("a message is longer than it should be");
    }

private:
    /// Of values, each of which takes a byte at least: so nobody makes us allocate what he did not send.
    std::uint32_t count() {
        const auto count = number<std::uint32_t>();
        if (count > rest_.size()) throw WireError("a message is cut short");
        return count;
    }

    std::string_view rest_;
};

} // namespace turnout::plugins::isolation
