// Lanes that are blocked and have nothing in memory: 12 bytes each, so that a million may wait.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace turnout::delivery {

/// A hash table of lanes' numbers, which are hashes themselves and never 0. Its size follows the most that there were.
class DormantLanes {
public:
    struct Rows {
        std::uint32_t waiting = 0; ///< rows in the journal
        bool held = false;         ///< there are held rows, or there may be

        bool any() const { return waiting != 0 || held; }
    };

    /// What is known of it; nothing if it is not here.
    Rows find(std::uint64_t lane) const;
    /// Replaces what was known; with nothing it goes.
    void put(std::uint64_t lane, Rows rows);

    std::size_t size() const { return size_; }

private:
    std::size_t place(std::uint64_t lane) const;
    void erase(std::size_t place);
    void grow();

    std::vector<std::uint64_t> lanes_; ///< 0: free; linear probing, at most three quarters full
    std::vector<std::uint32_t> rows_;  ///< twice the waiting rows, plus one if there are held ones
    std::size_t size_ = 0;
};

} // namespace turnout::delivery
