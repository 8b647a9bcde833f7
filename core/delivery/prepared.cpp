#include "core/delivery/prepared.hpp"

namespace turnout::delivery {

namespace {

constexpr std::size_t documents_kept = 256;
/// A document that grew beyond this is not kept, so that one huge body does not stay in memory 256 times.
constexpr std::size_t bytes_kept = std::size_t{64} * 1024;
constexpr std::size_t batches_known = 16;

std::size_t bytes_of(const eventsub::Document& document) {
    return document.arena.capacity() + document.nodes.capacity() * sizeof(turnout_node);
}

} // namespace

std::size_t Prepared::bytes() const {
    return stored.event.body.size() + (document ? bytes_of(*document) : 0);
}

std::shared_ptr<eventsub::Document> DocumentPool::take(const std::shared_ptr<DocumentPool>& pool) {
    std::unique_ptr<eventsub::Document> document;
    {
        const std::lock_guard lock{pool->mutex_};
        if (!pool->free_.empty()) {
            document = std::move(pool->free_.back());
            pool->free_.pop_back();
        }
    }
    if (!document) document = std::make_unique<eventsub::Document>();
    const auto give_back = [pool](eventsub::Document* used) { pool->give(std::unique_ptr<eventsub::Document>{used}); };
    return {document.release(), give_back};
}

void DocumentPool::give(std::unique_ptr<eventsub::Document> document) noexcept {
    if (bytes_of(*document) > bytes_kept) return;
    document->nodes.clear();
    document->arena.clear();
    const std::lock_guard lock{mutex_};
    if (free_.capacity() < documents_kept) free_.reserve(documents_kept);
    if (free_.size() < documents_kept) free_.push_back(std::move(document));
}

std::shared_ptr<const eventsub::Document> Preparer::parse_body(std::string_view body) {
    auto document = DocumentPool::take(pool_);
    return parser_.parse(body, *document).empty() ? document : nullptr;
}

std::shared_ptr<const eventsub::Document> Preparer::parse_batch(std::string_view body) {
    std::erase_if(batches_, [](const Batch& batch) { return batch.document.expired(); });
    for (const Batch& batch : batches_) {
        const bool same = batch.body.data() == body.data() && batch.body.size() == body.size();
        if (auto document = same ? batch.document.lock() : nullptr) return document;
    }
    auto document = parse_body(body);
    if (batches_.size() == batches_known) batches_.erase(batches_.begin());
    if (document) batches_.push_back({body, document});
    return document;
}

void Preparer::parse(Prepared& event) {
    if (event.parsed) return;
    event.parsed = true;
    const auto& stored = event.stored.event;
    const bool batched = !stored.element_id.empty();
    event.document = batched ? parse_batch(stored.body) : parse_body(stored.body);
    if (event.document) event.event_index = event.document->event_index(stored.batch_index, batched);
}

} // namespace turnout::delivery
