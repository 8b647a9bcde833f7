#include "core/http/api/bearer_token.hpp"

#include "core/http/gate/field_table.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <stdexcept>

namespace turnout::http {

BearerToken::BearerToken(std::string_view token) : digest_(digest_of(token)) {
    if (token.empty()) throw std::runtime_error("the token of the admin API is empty");
}

BearerToken::Digest BearerToken::digest_of(std::string_view token) {
    Digest digest{};
    if (EVP_Digest(token.data(), token.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("SHA-256 is not available");
    return digest;
}

BearerToken::Digest BearerToken::digest() const noexcept {
    const std::lock_guard lock(mutex_);
    return digest_;
}

void BearerToken::set(const BearerToken& other) noexcept {
    const Digest digest = other.digest();
    const std::lock_guard lock(mutex_);
    digest_ = digest;
}

// Digests have one length, and say nothing of how much of a guess was right.
bool BearerToken::accepts(std::string_view authorization) const {
    constexpr std::string_view scheme = "Bearer";
    if (authorization.size() <= scheme.size() || authorization[scheme.size()] != ' ') return false;
    if (!equal_without_case(authorization.substr(0, scheme.size()), scheme)) return false;
    authorization.remove_prefix(scheme.size());
    authorization.remove_prefix(std::min(authorization.find_first_not_of(' '), authorization.size()));
    const Digest shown = digest_of(authorization), right = digest();
    return CRYPTO_memcmp(shown.data(), right.data(), shown.size()) == 0;
}

} // namespace turnout::http
