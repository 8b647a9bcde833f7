// The pages of the journal that the routes are reading.
#pragma once
#include "core/delivery/prepared.hpp"
#include "core/journal/journal.hpp"

#include <span>
#include <vector>

namespace turnout::delivery {

/// Routes that stand at about the same place share what was read and parsed. Holds at most `pages_kept` pages of at
/// most `page_events` events or about `page_bytes`. One thread at a time.
class EventPages {
public:
    static constexpr std::size_t page_events = 256;
    static constexpr std::size_t page_bytes = std::size_t{1} << 20;
    static constexpr std::size_t pages_kept = 8;

    explicit EventPages(const journal::Journal& journal) : journal_(&journal) {}

    /// Some of the events right after `after`, in order; empty if there are none. Valid until the next call. Throws
    /// journal::JournalError.
    std::span<const std::shared_ptr<Prepared>> after(journal::Sequence after);

    /// No route will ask for events up to `sequence` any more.
    void forget(journal::Sequence sequence);

    std::size_t reads() const { return reads_; }

private:
    /// All events of the journal in (after, last].
    struct Page {
        journal::Sequence after = 0;
        journal::Sequence last = 0;
        std::size_t used = 0;
        std::vector<std::shared_ptr<Prepared>> events;
    };

    const Page* find(journal::Sequence after);
    const Page* read(journal::Sequence after);

    const journal::Journal* journal_;
    std::vector<Page> pages_;
    std::size_t uses_ = 0;
    std::size_t reads_ = 0;
};

} // namespace turnout::delivery
