#include "tests/bench/loadgen/signer.hpp"

#include <array>

namespace turnout::bench {

void append_hexadecimal(std::string& text, std::span<const unsigned char> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    for (const unsigned char byte : bytes) {
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
}

Signer::Signer(std::string key) {
    std::array<unsigned char, 64> inner{}, outer{};
    if (key.size() > inner.size()) {
        EVP_Digest(key.data(), key.size(), inner.data(), nullptr, EVP_sha256(), nullptr);
        key.assign(inner.begin(), inner.begin() + 32);
    }
    for (std::size_t i = 0; i < inner.size(); ++i) {
        const auto byte = static_cast<unsigned char>(i < key.size() ? key[i] : 0);
        inner.at(i) = byte ^ 0x36U;
        outer.at(i) = byte ^ 0x5cU;
    }
    EVP_DigestInit_ex(inner_.get(), EVP_sha256(), nullptr);
    EVP_DigestUpdate(inner_.get(), inner.data(), inner.size());
    EVP_DigestInit_ex(outer_.get(), EVP_sha256(), nullptr);
    EVP_DigestUpdate(outer_.get(), outer.data(), outer.size());
}

void Signer::append(std::string& text, std::string_view id, std::string_view timestamp, std::string_view body) {
    std::array<unsigned char, 32> digest{};
    EVP_MD_CTX_copy_ex(work_.get(), inner_.get());
    for (const auto part : {id, timestamp, body}) EVP_DigestUpdate(work_.get(), part.data(), part.size());
    EVP_DigestFinal_ex(work_.get(), digest.data(), nullptr);
    EVP_MD_CTX_copy_ex(work_.get(), outer_.get());
    EVP_DigestUpdate(work_.get(), digest.data(), digest.size());
    EVP_DigestFinal_ex(work_.get(), digest.data(), nullptr);
    append_hexadecimal(text, digest);
}

} // namespace turnout::bench
