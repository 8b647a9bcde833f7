#include "tests/bench/loadgen/random.hpp"

#include "tests/bench/loadgen/signer.hpp"

#include <array>
#include <cstring>

namespace turnout::bench {

std::string uuid(Random random) {
    const std::array<std::uint64_t, 2> numbers{random.next(), random.next()};
    std::array<unsigned char, 16> bytes{};
    std::memcpy(bytes.data(), numbers.data(), bytes.size());
    bytes[6] = static_cast<unsigned char>(0x40U | (bytes[6] & 0x0fU));
    bytes[8] = static_cast<unsigned char>(0x80U | (bytes[8] & 0x3fU));
    std::string text;
    append_hexadecimal(text, bytes);
    for (const std::size_t at : {8U, 13U, 18U, 23U}) text.insert(at, 1, '-');
    return text;
}

} // namespace turnout::bench
