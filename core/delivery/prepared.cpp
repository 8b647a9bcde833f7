#include "core/delivery/prepared.hpp"

namespace turnout::delivery {

namespace {

constexpr std::size_t documents_kept = 256;
/// A document that grew beyond this is not kept, so that one huge body does not stay in memory 256 times.
constexpr std::size_t bytes_kept = std::size_t{64} * 1024;

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

void Preparer::parse(Prepared& event) {
    if (event.parsed) return;
    event.parsed = true;
    const auto& stored = event.stored.event;
    const bool batched = !stored.element_id.empty();
    const bool same = batched && last_body_.data() == stored.body.data() && last_body_.size() == stored.body.size();
    if (!same) {
        auto document = DocumentPool::take(pool_);
        const auto wrong = parser_.parse(stored.body, *document);
        last_ = wrong.empty() ? std::move(document) : nullptr;
        last_body_ = batched ? stored.body : std::string_view{};
        last_owner_ = batched ? event.stored.owner : nullptr;
    }
    event.document = last_;
    if (!batched) last_.reset();
    if (event.document) event.event_index = event.document->event_index(stored.batch_index, batched);
}

} // namespace turnout::delivery
