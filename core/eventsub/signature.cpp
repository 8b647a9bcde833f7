#include "core/eventsub/signature.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <optional>
#include <stdexcept>

namespace turnout::eventsub {

namespace {

constexpr std::string_view prefix = "sha256=";

void demand(bool condition) {
    if (!condition) throw std::runtime_error("OpenSSL cannot compute HMAC-SHA256 (out of memory, or no such provider)");
}

const unsigned char* bytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data()); // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
}

/// 0 to 15, or 16 for what is no lower-case hexadecimal digit.
unsigned hex_digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
    return 16;
}

std::optional<SigningKey::Digest> decode(std::string_view signature) {
    if (!signature.starts_with(prefix)) return std::nullopt;
    signature.remove_prefix(prefix.size());
    SigningKey::Digest digest{};
    if (signature.size() != 2 * digest.size()) return std::nullopt;
    for (std::size_t i = 0; i < digest.size(); ++i) {
        const unsigned high = hex_digit(signature[2 * i]);
        const unsigned low = hex_digit(signature[2 * i + 1]);
        if (high > 15 || low > 15) return std::nullopt;
        digest[i] = static_cast<unsigned char>(high << 4 | low);
    }
    return digest;
}

} // namespace

struct SigningKey::Context {
    struct Free {
        void operator()(EVP_MAC* kind) const { EVP_MAC_free(kind); }

        void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
    };

    std::unique_ptr<EVP_MAC, Free> mac{EVP_MAC_fetch(nullptr, "HMAC", nullptr)};
    std::unique_ptr<EVP_MAC_CTX, Free> hash;
};

SigningKey::SigningKey(std::string_view secret) : context_(std::make_unique<Context>()) {
    if (secret.empty()) throw std::invalid_argument("the secret that signs messages is empty");
    demand(context_->mac != nullptr);
    context_->hash.reset(EVP_MAC_CTX_new(context_->mac.get()));
    demand(context_->hash != nullptr);
    std::string algorithm = "SHA256"; // OpenSSL's parameters want it writable
    const std::array<OSSL_PARAM, 2> parameters{
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, algorithm.data(), 0), OSSL_PARAM_construct_end()};
    demand(EVP_MAC_init(context_->hash.get(), bytes(secret), secret.size(), parameters.data()) == 1);
}

SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;
SigningKey::~SigningKey() = default;

SigningKey::Digest SigningKey::digest(std::string_view message_id, std::string_view timestamp, std::string_view body) {
    EVP_MAC_CTX* const hash = context_->hash.get();
    demand(EVP_MAC_init(hash, nullptr, 0, nullptr) == 1); // keeps the key
    for (const std::string_view part : {message_id, timestamp, body})
        demand(EVP_MAC_update(hash, bytes(part), part.size()) == 1);
    Digest digest{};
    std::size_t size = 0;
    demand(EVP_MAC_final(hash, digest.data(), &size, digest.size()) == 1 && size == digest.size());
    return digest;
}

std::string signature_of(std::string_view secret, std::string_view message_id, std::string_view timestamp,
                         std::string_view body) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string signature{prefix};
    for (const unsigned char byte : SigningKey{secret}.digest(message_id, timestamp, body)) {
        signature += digits[byte >> 4];
        signature += digits[byte & 15];
    }
    return signature;
}

SignatureCheck::SignatureCheck(std::string_view secret, std::string_view previous_secret)
    : current_(secret),
      previous_(previous_secret.empty() ? nullptr : std::make_unique<SigningKey>(previous_secret)) {
}

bool SignatureCheck::genuine(std::string_view signature, std::string_view message_id, std::string_view timestamp,
                             std::string_view body) {
    const auto claimed = decode(signature);
    if (!claimed) return false;
    const auto matches = [&](SigningKey& key) {
        const auto computed = key.digest(message_id, timestamp, body);
        return CRYPTO_memcmp(claimed->data(), computed.data(), computed.size()) == 0;
    };
    return matches(current_) || (previous_ && matches(*previous_));
}

} // namespace turnout::eventsub
