// Random numbers that follow from a seed, and ids made of them.
#pragma once
#include <cstdint>
#include <string>

namespace turnout::bench {

/// splitmix64.
struct Random {
    std::uint64_t state = 0;

    std::uint64_t next() {
        std::uint64_t z = (state += 0x9e3779b97f4a7c15U);
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31U);
    }

    /// In [0, 1).
    double unit() { return static_cast<double>(next() >> 11U) * 0x1.0p-53; }
};

/// Version 4.
std::string uuid(Random random);

} // namespace turnout::bench
