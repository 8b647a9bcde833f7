#include "core/journal/progress.hpp"

#include "core/journal/record.hpp"

#include <algorithm>

namespace turnout::journal {

Progress::Progress(Sequence settled_to, std::string_view runs) : settled_to_(settled_to) {
    Sequence end = settled_to;
    while (!runs.empty()) {
        const Sequence gap = take_varint(runs);
        const Sequence length = take_varint(runs);
        if (gap == 0 || length == 0 || gap > UINT64_MAX - end || length > UINT64_MAX - end - gap)
            throw BadRecord("a cursor's list of settled events makes no sense");
        runs_.push_back({end + gap + 1, end + gap + length});
        end += gap + length;
    }
}

bool Progress::settled(Sequence sequence) const {
    if (sequence <= settled_to_) return true;
    const auto after = std::upper_bound(runs_.begin(), runs_.end(), sequence,
                                        [](Sequence value, const Run& run) { return value < run.first; });
    return after != runs_.begin() && std::prev(after)->last >= sequence;
}

bool Progress::settle(Sequence sequence) {
    if (sequence <= settled_to_) return false;
    auto after = std::upper_bound(runs_.begin(), runs_.end(), sequence,
                                  [](Sequence value, const Run& run) { return value < run.first; });
    if (after != runs_.begin() && std::prev(after)->last >= sequence) return false;
    const bool joins_before = after != runs_.begin() && std::prev(after)->last + 1 == sequence;
    const bool joins_after = after != runs_.end() && after->first == sequence + 1;
    if (joins_before && joins_after) {
        std::prev(after)->last = after->last;
        runs_.erase(after);
    } else if (joins_before) {
        std::prev(after)->last = sequence;
    } else if (joins_after) {
        after->first = sequence;
    } else {
        runs_.insert(after, {sequence, sequence});
    }
    if (!runs_.empty() && runs_.front().first == settled_to_ + 1) {
        settled_to_ = runs_.front().last;
        runs_.erase(runs_.begin());
    }
    return true;
}

std::string Progress::encode() const {
    std::string out;
    Sequence end = settled_to_;
    for (const Run& run : runs_) {
        put_varint(out, run.first - end - 1);
        put_varint(out, run.last - run.first + 1);
        end = run.last;
    }
    return out;
}

std::vector<Sequence> Progress::settled_above() const {
    std::vector<Sequence> all;
    for (const Run& run : runs_)
        for (Sequence sequence = run.first; sequence <= run.last; ++sequence) all.push_back(sequence);
    return all;
}

} // namespace turnout::journal
