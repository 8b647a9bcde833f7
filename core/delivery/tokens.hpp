// Tokens: what a plugin holds in its hand for a delivery.
#pragma once
#include <array>
#include <cstdint>

namespace turnout::delivery {

/// Turns a small number into a token that tells nothing and cannot be guessed, and back: a 64-bit block cipher (Speck
/// 64/128) under a key of this run. So no table of tokens is kept, and a token of an earlier run means nothing.
class TokenSeal {
public:
    using Key = std::array<std::uint32_t, 4>;

    explicit TokenSeal(const Key& key);

    std::uint64_t seal(std::uint64_t number) const noexcept;
    std::uint64_t open(std::uint64_t token) const noexcept;

private:
    static constexpr std::size_t rounds = 27;
    std::array<std::uint32_t, rounds> keys_{};
};

} // namespace turnout::delivery
