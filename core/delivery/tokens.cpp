#include "core/delivery/tokens.hpp"

#include <bit>

namespace turnout::delivery {

namespace {

struct Halves {
    std::uint32_t x;
    std::uint32_t y;
};

Halves split(std::uint64_t value) {
    return {static_cast<std::uint32_t>(value >> 32), static_cast<std::uint32_t>(value)};
}

std::uint64_t join(Halves halves) {
    return (std::uint64_t{halves.x} << 32) | halves.y;
}

void encrypt_round(Halves& halves, std::uint32_t key) {
    halves.x = (std::rotr(halves.x, 8) + halves.y) ^ key;
    halves.y = std::rotl(halves.y, 3) ^ halves.x;
}

void decrypt_round(Halves& halves, std::uint32_t key) {
    halves.y = std::rotr(halves.y ^ halves.x, 3);
    halves.x = std::rotl((halves.x ^ key) - halves.y, 8);
}

} // namespace

TokenSeal::TokenSeal(const Key& key) {
    std::array<std::uint32_t, 3> rest{key[1], key[2], key[3]};
    std::uint32_t current = key[0];
    for (std::uint32_t round = 0; round < rounds; ++round) {
        keys_[round] = current;
        Halves next{rest[round % 3], current};
        encrypt_round(next, round);
        rest[round % 3] = next.x;
        current = next.y;
    }
}

std::uint64_t TokenSeal::seal(std::uint64_t number) const noexcept {
    auto halves = split(number);
    for (const auto key : keys_) encrypt_round(halves, key);
    return join(halves);
}

std::uint64_t TokenSeal::open(std::uint64_t token) const noexcept {
    auto halves = split(token);
    for (auto key = keys_.rbegin(); key != keys_.rend(); ++key) decrypt_round(halves, *key);
    return join(halves);
}

} // namespace turnout::delivery
