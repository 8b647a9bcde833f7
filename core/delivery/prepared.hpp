// An event that was read from the journal, made ready for plugins.
#pragma once
#include "core/eventsub/document.hpp"
#include "core/journal/types.hpp"

#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

namespace turnout::delivery {

/// Shared by all deliveries of the event; immutable once a worker can see it.
struct Prepared {
    journal::StoredEvent stored;
    std::shared_ptr<const eventsub::Document> document; ///< null: not parsed yet, or the body is no JSON object
    std::uint32_t event_index = 0;                      ///< turnout_event.event_index
    bool parsed = false;

    std::size_t bytes() const;
};

using PreparedPtr = std::shared_ptr<const Prepared>;

/// Documents whose memory is used again. Any thread may drop the last reference to one.
class DocumentPool {
public:
    static std::shared_ptr<DocumentPool> create() { return std::make_shared<DocumentPool>(); }

    /// An empty document that goes back to `pool` when it is no longer referenced.
    static std::shared_ptr<eventsub::Document> take(const std::shared_ptr<DocumentPool>& pool);

private:
    void give(std::unique_ptr<eventsub::Document> document) noexcept;

    std::mutex mutex_;
    std::vector<std::unique_ptr<eventsub::Document>> free_;
};

/// Parses the bodies of events. One thread at a time.
class Preparer {
public:
    Preparer() : pool_(DocumentPool::create()) {}

    /// Parses the body unless that was done. Elements of a batch that have their body in common share one document.
    void parse(Prepared& event);

private:
    /// Of a batch with elements in memory.
    struct Batch {
        std::string_view body; ///< compared by address: whatever keeps the document keeps the body
        std::weak_ptr<const eventsub::Document> document;
    };

    std::shared_ptr<const eventsub::Document> parse_body(std::string_view body);
    std::shared_ptr<const eventsub::Document> parse_batch(std::string_view body);

    std::shared_ptr<DocumentPool> pool_;
    eventsub::DocumentParser parser_;
    std::vector<Batch> batches_; ///< newest last
};

} // namespace turnout::delivery
