// How far a route has come: everything up to a point, and runs above it that were settled out of order.
#pragma once
#include "core/journal/types.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace turnout::journal {

/// A set of sequences that grows towards "everything". One thread at a time.
class Progress {
public:
    Progress() = default;

    explicit Progress(Sequence settled_to) : settled_to_(settled_to) {}

    /// From what encode() gave. Throws BadRecord.
    Progress(Sequence settled_to, std::string_view runs);

    Sequence settled_to() const { return settled_to_; }

    /// The last one that is settled.
    Sequence furthest() const { return runs_.empty() ? settled_to_ : runs_.back().last; }

    bool settled(Sequence sequence) const;
    /// False: it was settled before.
    bool settle(Sequence sequence);

    /// The runs above settled_to(), compactly.
    std::string encode() const;
    std::vector<Sequence> settled_above() const;

private:
    struct Run {
        Sequence first, last;
    };

    Sequence settled_to_ = 0;
    std::vector<Run> runs_; ///< sorted, never touching each other nor settled_to_
};

} // namespace turnout::journal
