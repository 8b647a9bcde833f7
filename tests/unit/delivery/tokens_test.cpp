#include "core/delivery/tokens.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <set>

using turnout::delivery::TokenSeal;

TEST_CASE("A token leads back to its number") {
    const TokenSeal seal{{1, 2, 3, 4}};
    std::set<std::uint64_t> tokens;
    for (std::uint64_t number = 0; number < 10'000; ++number) {
        const auto token = seal.seal(number);
        CHECK(seal.open(token) == number);
        tokens.insert(token);
    }
    CHECK(tokens.size() == 10'000);
}

TEST_CASE("The cipher is the one that its authors published") {
    const TokenSeal seal{{0x03020100, 0x0b0a0908, 0x13121110, 0x1b1a1918}};
    CHECK(seal.seal(0x3b7265747475432d) == 0x8c6fa548454e028b);
}

TEST_CASE("Tokens of neighbours and of other keys have nothing in common") {
    const TokenSeal one{{1, 2, 3, 4}}, other{{1, 2, 3, 5}};
    int bits = 0;
    for (std::uint64_t number = 1; number <= 1'000; ++number) {
        bits += std::popcount(one.seal(number) ^ one.seal(number + 1));
        CHECK(one.seal(number) != other.seal(number));
    }
    CHECK(bits > 30 * 1'000);
    CHECK(bits < 34 * 1'000);
}
