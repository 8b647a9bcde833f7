// Whether there is room for more, and why not.
#pragma once
#include "core/journal/journal.hpp"

#include <cstdint>
#include <string>

namespace turnout::journal::sqlite {

/// For people.
std::string mebibytes(std::uint64_t bytes);

/// The reasons against accepting, the gravest first. Used by the writer's thread.
class SpaceGuard {
public:
    SpaceGuard(std::string directory, const Limits& limits) : directory_(std::move(directory)), limits_(limits) {}

    /// For the next looks; that what is used is too much by another max_size is forgotten.
    void set_limits(const Limits& limits);

    /// For good: the store can no longer be trusted.
    void fail(const std::string& why);

    bool failed() const { return !failed_.empty(); }

    /// The last write did not fit, or the next did again.
    void write_refused(const std::string& why);

    void write_done() { full_.clear(); }

    bool full() const { return !full_.empty(); }

    void see_free_disk(std::uint64_t bytes);
    /// `bytes` are in use; `purgeable`: some of it can still be purged; else `cause` says what the rest is, and what to
    /// do. What is refused at max_size is accepted again 5 % below it.
    void see_size(std::uint64_t bytes, bool purgeable, const std::string& cause);

    bool over_size() const { return !size_.empty(); }

    bool disk_low() const { return !disk_.empty(); }

    /// Appends are worth trying; after write_refused() they are, since the next may fit.
    bool may_try() const { return failed_.empty() && disk_.empty() && size_.empty(); }

    State state() const;

private:
    const std::string directory_;
    Limits limits_;
    std::string failed_, disk_, size_, full_;
};

} // namespace turnout::journal::sqlite
