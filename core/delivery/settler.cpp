#include "core/delivery/settler.hpp"

#include <utility>

namespace turnout::delivery {

Settler::Settler(journal::Journal& journal, std::shared_ptr<Bell> bell)
    : journal_(&journal),
      box_(std::make_shared<Box>()) {
    box_->bell = std::move(bell);
}

void Settler::add(journal::Outcome outcome, const Effect& effect, eventsub::MonotonicTime now) {
    if (outcomes_.empty()) {
        since_ = now;
        outcomes_.reserve(batch_size);
        effects_.reserve(batch_size);
        box_->bell->ring();
    }
    bytes_.add(outcome);
    outcomes_.push_back(std::move(outcome));
    effects_.push_back(effect);
    ++effect.route->unsettled;
    if (outcomes_.size() >= batch_size || bytes_.total() >= batch_bytes) flush();
}

eventsub::MonotonicTime Settler::due() const {
    if (outcomes_.empty()) return eventsub::MonotonicTime::max();
    return hurry_ ? since_ : since_ + batch_age;
}

void Settler::flush_if_due(eventsub::MonotonicTime now) {
    if (due() <= now) flush();
}

void Settler::flush() {
    hurry_ = false;
    if (outcomes_.empty()) return;
    ++in_flight_;
    bytes_ = {};
    auto effects = std::make_shared<std::vector<Effect>>(std::exchange(effects_, {}));
    journal_->settle(std::exchange(outcomes_, {}), [box = box_, effects](bool durable) {
        const std::lock_guard lock{box->mutex};
        auto& completed = box->completed;
        if (durable) {
            completed.effects.insert(completed.effects.end(), effects->begin(), effects->end());
            ++completed.batches;
        } else {
            completed.failed = true;
        }
        box->bell->ring();
    });
}

void Settler::advance_mark(RouteRun& route, journal::Sequence mark) {
    journal_->advance_mark(route.route().name, mark, [box = box_, &route, mark](bool durable) {
        const std::lock_guard lock{box->mutex};
        if (durable)
            box->completed.marks.push_back({&route, mark});
        else
            box->completed.failed = true;
        box->bell->ring();
    });
}

Settler::Completed Settler::completed() {
    const std::lock_guard lock{box_->mutex};
    return std::exchange(box_->completed, {});
}

} // namespace turnout::delivery
