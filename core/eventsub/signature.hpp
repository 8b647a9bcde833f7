// Twitch's signature: HMAC-SHA256 over message id, timestamp and body as received.
#pragma once
#include <array>
#include <memory>
#include <string>
#include <string_view>

namespace turnout::eventsub {

/// One secret, ready to sign: the key is scheduled once. One thread at a time.
class SigningKey {
public:
    static constexpr std::size_t digest_size = 32;
    using Digest = std::array<unsigned char, digest_size>;

    /// Throws std::invalid_argument for an empty secret, std::runtime_error if OpenSSL has no HMAC-SHA256.
    explicit SigningKey(std::string_view secret);
    SigningKey(SigningKey&&) noexcept;
    SigningKey& operator=(SigningKey&&) noexcept;
    ~SigningKey();

    /// The parts are hashed where they lie. Throws std::runtime_error if OpenSSL fails (out of memory).
    Digest digest(std::string_view message_id, std::string_view timestamp, std::string_view body);

private:
    struct Context;
    std::unique_ptr<Context> context_;
};

/// The header's value for a message: "sha256=" and 64 lower-case hexadecimal digits.
std::string signature_of(std::string_view secret, std::string_view message_id, std::string_view timestamp,
                         std::string_view body);

/// Says whether a message is signed with the current or the previous secret. One thread at a time.
class SignatureCheck {
public:
    /// An empty `previous_secret` is none. Throws as SigningKey does.
    SignatureCheck(std::string_view secret, std::string_view previous_secret);

    /// Constant time over the digest. Anything but "sha256=" and exactly 64 lower-case hexadecimal digits is false.
    bool genuine(std::string_view signature, std::string_view message_id, std::string_view timestamp,
                 std::string_view body);

private:
    SigningKey current_;
    std::unique_ptr<SigningKey> previous_;
};

} // namespace turnout::eventsub
