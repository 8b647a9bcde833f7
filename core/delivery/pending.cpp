#include "core/delivery/pending.hpp"

#include "core/delivery/engine_state.hpp"
#include "core/delivery/route_run.hpp"

#include <turnout/ext/emit.h>

#include <chrono>
#include <utility>

namespace turnout::delivery {

namespace {

/// What is on its way to the disk, and still counted.
struct Counted {
    journal::Additions additions;
    UnsettledShare share;
};

/// By this delivery, or by one before it: it is done with this one's OK.
bool is_begun(const Pending::Asked& asked) {
    if (asked.answer.wait_for(std::chrono::seconds{0}) != std::future_status::ready) return false;
    return asked.answer.get() == TURNOUT_STATE_FRESH || asked.answer.get() == TURNOUT_STATE_UNFINISHED;
}

} // namespace

bool UnsettledShare::change(std::size_t less, std::size_t more) {
    // Only additions are guarded by EngineState::mutex; meanwhile others may go, so the sum can only be too high.
    if (more > less && all_->bytes + (more - less) > TURNOUT_EMIT_MAX_UNSETTLED) return false;
    all_->bytes += more;
    all_->bytes -= less;
    bytes_ = bytes_ + more - less;
    return true;
}

void UnsettledShare::grow(std::int64_t by) {
    all_->growth += by;
    growth_ += by;
}

std::shared_ptr<const journal::Additions> additions_of(Pending pending, std::string_view instance) {
    const auto counted = std::make_shared<Counted>(Counted{{}, std::move(pending.share)});
    auto& additions = counted->additions;
    additions.instance = instance;
    for (auto& [key, value] : pending.writes) additions.writes.push_back({key, std::move(value)});
    for (const auto& [key, asked] : pending.once)
        if (is_begun(asked)) additions.done_once.push_back({key, asked.time_to_live});
    additions.events = std::move(pending.events);
    if (additions.writes.empty() && additions.done_once.empty() && additions.events.empty()) return nullptr;
    return {counted, &counted->additions};
}

Delivery* held_by(EngineState& state, std::string_view instance, std::uint64_t token) {
    auto* delivery = state.ended || state.failed ? nullptr : state.pool.find(token);
    if (delivery == nullptr || delivery->early) return nullptr;
    const bool held = delivery->stage == Stage::running || delivery->stage == Stage::deferred;
    return held && delivery->handler->name() == instance ? delivery : nullptr;
}

Pending* pending_of(EngineState& state, std::string_view instance, std::uint64_t token) {
    auto* delivery = held_by(state, instance, token);
    if (delivery == nullptr) return nullptr;
    if (!delivery->pending) delivery->pending = std::make_unique<Pending>(delivery->plugin->unsettled);
    return delivery->pending.get();
}

} // namespace turnout::delivery
