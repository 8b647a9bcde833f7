#include "core/journal/sqlite/space_guard.hpp"

namespace turnout::journal::sqlite {

std::string mebibytes(std::uint64_t bytes) {
    return std::to_string(bytes >> 20) + " MiB";
}

void SpaceGuard::set_limits(const Limits& limits) {
    if (limits.max_size != limits_.max_size) size_.clear();
    limits_ = limits;
}

void SpaceGuard::fail(const std::string& why) {
    failed_ = "the journal in " + directory_ +
              " has failed and accepts nothing until the host is started again: " + why +
              "; check the disk before that";
}

void SpaceGuard::write_refused(const std::string& why) {
    full_ = "the journal in " + directory_ + " cannot be written (" + why +
            "): make space or mend the permissions; it goes on by itself then";
}

void SpaceGuard::see_free_disk(std::uint64_t bytes) {
    disk_.clear();
    if (bytes < limits_.min_free_disk)
        disk_ = "only " + mebibytes(bytes) + " are free on the disk of " + directory_ + ", journal.min_free_disk is " +
                mebibytes(limits_.min_free_disk) + ": make space; the journal goes on by itself then";
}

void SpaceGuard::see_size(std::uint64_t bytes, bool purgeable, const std::string& cause) {
    const std::uint64_t max = limits_.max_size;
    if (bytes <= max - max / 20) return size_.clear();
    const std::string size =
        "the journal in " + directory_ + " uses " + mebibytes(bytes) + ", journal.max_size is " + mebibytes(max);
    if (purgeable) {
        // Purging that does not keep up must not fill the disk either.
        if (bytes > max + max / 10 && !over_size())
            size_ = size + ", and purging is not done yet: it goes on by itself";
        return;
    }
    if (bytes <= max && !over_size()) return;
    size_ = size + ", and nothing more can be purged: " + cause;
}

State SpaceGuard::state() const {
    for (const std::string* reason : {&failed_, &disk_, &size_, &full_})
        if (!reason->empty()) return {false, *reason};
    return {true, {}};
}

} // namespace turnout::journal::sqlite
