#include "core/delivery/circuit.hpp"

#include <algorithm>

namespace turnout::delivery {

std::uint32_t Circuit::begun() {
    if (state_ == CircuitState::half_open) probing_ = true;
    return epoch_;
}

Circuit::Change Circuit::ended(std::uint32_t begun, bool failed, eventsub::MonotonicTime now) {
    if (!limits_.enabled || begun != epoch_ || state_ == CircuitState::open) return Change::none;
    const auto counts = count(failed, now);
    if (state_ == CircuitState::half_open) {
        probing_ = false;
        if (failed) {
            open(now);
            return Change::opened_again;
        }
        if (++good_ < probes) return Change::none;
        enter(CircuitState::closed);
        return Change::closed;
    }
    const bool enough = counts.attempts >= limits_.minimum;
    if (!failed || !enough || counts.failures * 100 < limits_.failures * counts.attempts) return Change::none;
    cause_ = counts;
    open(now);
    return Change::opened;
}

bool Circuit::wake(eventsub::MonotonicTime now) {
    if (state_ != CircuitState::open || now < open_until_) return false;
    enter(CircuitState::half_open);
    return true;
}

void Circuit::open(eventsub::MonotonicTime now) {
    enter(CircuitState::open);
    open_until_ = now + limits_.open;
}

void Circuit::enter(CircuitState state) {
    state_ = state;
    ++epoch_;
    probing_ = false;
    good_ = 0;
    window_ = {};
}

Circuit::Counts Circuit::count(bool failed, eventsub::MonotonicTime now) {
    const std::chrono::nanoseconds part = std::max(limits_.window / std::int64_t{parts}, config::Milliseconds{1});
    const auto number = now.time_since_epoch() / part;
    const auto passed = std::min<std::int64_t>(number - newest_, parts);
    for (std::int64_t step = 0; step < passed; ++step) window_[static_cast<std::size_t>(number - step) % parts] = {};
    newest_ = std::max(newest_, number);
    auto& current = window_[static_cast<std::size_t>(number) % parts];
    ++current.attempts;
    if (failed) ++current.failures;
    Counts all;
    for (const auto& one : window_) {
        all.attempts += one.attempts;
        all.failures += one.failures;
    }
    return all;
}

} // namespace turnout::delivery
