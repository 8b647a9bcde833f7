#include "core/delivery/event_pages.hpp"

#include <algorithm>

namespace turnout::delivery {

std::span<const std::shared_ptr<Prepared>> EventPages::after(journal::Sequence after) {
    const auto* page = find(after);
    if (page == nullptr) page = read(after);
    if (page == nullptr) return {};
    const auto first =
        std::upper_bound(page->events.begin(), page->events.end(), after,
                         [](journal::Sequence value, const auto& event) { return value < event->stored.sequence; });
    return {first, page->events.end()};
}

const EventPages::Page* EventPages::find(journal::Sequence after) {
    for (auto& page : pages_) {
        if (page.after > after || after >= page.last) continue;
        page.used = ++uses_;
        return &page;
    }
    return nullptr;
}

const EventPages::Page* EventPages::read(journal::Sequence after) {
    auto stored = journal_->read(after, page_events, page_bytes);
    ++reads_;
    if (stored.empty()) return nullptr;
    if (pages_.size() >= pages_kept) {
        pages_.erase(std::min_element(pages_.begin(), pages_.end(),
                                      [](const Page& a, const Page& b) { return a.used < b.used; }));
    }
    auto& page = pages_.emplace_back(Page{after, stored.back().sequence, ++uses_, {}});
    page.events.reserve(stored.size());
    for (auto& event : stored) {
        page.events.push_back(std::make_shared<Prepared>());
        page.events.back()->stored = std::move(event);
    }
    return &page;
}

void EventPages::forget(journal::Sequence sequence) {
    std::erase_if(pages_, [&](const Page& page) { return page.last <= sequence; });
}

} // namespace turnout::delivery
