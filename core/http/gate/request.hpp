// One HTTP request as the gate understands it: read strictly, checked, written again in canonical form.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace turnout::http {

/// What one request may cost. Sizes in bytes.
struct Limits {
    std::uint32_t header = 16 * 1024; ///< request line and fields together
    std::uint64_t body = std::uint64_t{512} * 1024;
    std::size_t target = 4096;
    std::size_t field_value = 512;    ///< of the fields that a handler may ask for
    bool session_per_request = false; ///< dispatch: POCO is told when the client wants its connection closed
    bool length_needed = true;        ///< of a POST; else one without has no body (RFC 9112, section 6.3)
};

/// The fields that a handler may ask for; all others are checked by the parser and dropped. Order as in
/// field_table.cpp.
enum class Field : std::uint8_t {
    message_id,
    message_retry,
    message_type,
    message_signature,
    message_timestamp,
    subscription_type,
    subscription_version,
    content_type,
    content_encoding,
    authorization,
};
inline constexpr std::size_t field_count = 10;

/// What is the matter with a field. Only the value of a `good` one is kept.
enum class FieldState : std::uint8_t { absent, good, empty, repeated, too_long, not_ascii };

/// A complete request. Its views live as long as it is neither moved nor destroyed.
class Request {
public:
    std::string_view method() const { return std::string_view(wire_).substr(0, method_size_); }

    /// Begins with '/'; as sent, nothing is decoded.
    std::string_view target() const { return std::string_view(wire_).substr(method_size_ + 1, target_size_); }

    /// The target up to its query.
    std::string_view path() const { return target().substr(0, target().find('?')); }

    std::string_view body() const { return std::string_view(wire_).substr(head_); }

    FieldState state(Field field) const { return slots_[static_cast<std::size_t>(field)].state; }

    /// The value without surrounding white space; empty unless state() is good.
    std::string_view field(Field field) const {
        const Slot& slot = slots_[static_cast<std::size_t>(field)];
        return std::string_view(values_).substr(slot.at, slot.size);
    }

    /// The client wants to go on after this one. Never for HTTP/1.0.
    bool keep_alive() const { return keep_alive_; }

    /// HEAD: the answer has no body, whatever its Content-Length says.
    bool head_only() const { return method() == "HEAD"; }

    /// What POCO reads: request line, one Content-Length, an empty line, the body. head() is where the body begins.
    std::string_view wire() const { return wire_; }

    std::size_t head() const { return head_; }

    std::size_t memory() const { return wire_.capacity() + values_.capacity(); }

private:
    friend class RequestReader;

    struct Slot {
        std::uint32_t at = 0;
        std::uint16_t size = 0;
        FieldState state = FieldState::absent;
    };

    std::string wire_;
    std::string values_;
    std::array<Slot, field_count> slots_{};
    std::size_t method_size_ = 0, target_size_ = 0, head_ = 0;
    bool keep_alive_ = true;
};

} // namespace turnout::http
