// What a disk may hold after the power went at some point of a recorded history.
#pragma once
#include "tests/unit/journal/recording_vfs.hpp"

#include <map>
#include <random>
#include <string>
#include <vector>

namespace turnout::test {

/// Moves forward through a history. What was written after the last sync of its file may be there, be missing, or be
/// torn between sectors of 512 bytes; also a later write without an earlier one.
class DiskReplay {
public:
    explicit DiskReplay(const std::vector<DiskOperation>& operations) : operations_(operations) {}

    /// The first `count` operations have happened.
    void advance_to(std::size_t count);

    using Files = std::map<std::string, std::string>;

    /// One of the possible outcomes.
    Files crash(std::mt19937& random) const;

private:
    enum class Fate { applied, lost, torn };

    struct File {
        std::string durable;
        std::vector<const DiskOperation*> pending;
    };

    static void apply(const DiskOperation& operation, std::string& content);
    static void tear(const DiskOperation& operation, std::string& content, std::mt19937& random);

    const std::vector<DiskOperation>& operations_;
    std::size_t next_ = 0;
    std::map<std::string, File> files_;
};

} // namespace turnout::test
