#include "core/plugin/isolation/lent.hpp"

#include <algorithm>
#include <utility>

namespace turnout::plugins::isolation {

namespace {

constexpr std::chrono::seconds grace{1};

} // namespace

void Lent::set_threads(std::uint32_t threads) {
    const std::lock_guard lock{mutex_};
    threads_ = std::max(threads, 1U);
    widen(usual_);
}

std::uint32_t Lent::add(std::uint64_t token, std::chrono::nanoseconds timeout, std::string event) {
    const std::lock_guard lock{mutex_};
    events_[token] = {timeout, std::move(event), false, false, {}};
    return handling_++;
}

bool Lent::answered(std::uint64_t token, turnout_verdict verdict, std::chrono::nanoseconds handling) {
    const std::lock_guard lock{mutex_};
    const auto found = events_.find(token);
    if (found == events_.end() || found->second.deferred) return false;
    --handling_;
    if (verdict == TURNOUT_DEFERRED && !found->second.completed) {
        found->second.deferred = true;
        // The delivery side waits for as long as the timeout, from a little later on.
        found->second.awaited_until = std::chrono::steady_clock::now() + found->second.timeout + grace;
    } else {
        events_.erase(found);
    }
    widen(std::clamp<std::chrono::nanoseconds>(handling, std::chrono::nanoseconds{0}, std::chrono::seconds{1}));
    return true;
}

void Lent::widen(std::chrono::nanoseconds handling) {
    constexpr int smoothing = 16;
    usual_ += (handling - usual_) / smoothing;
    const std::uint32_t threads = threads_;
    const auto within = static_cast<std::uint64_t>(lead / std::max(usual_, std::chrono::nanoseconds{1}));
    window_ = static_cast<std::uint32_t>(
        std::clamp<std::uint64_t>(within * threads, 2 * threads, std::max(widest, 2 * threads)));
}

void Lent::completed(std::uint64_t token) {
    const std::lock_guard lock{mutex_};
    const auto found = events_.find(token);
    if (found == events_.end()) return;
    if (found->second.deferred)
        events_.erase(found);
    else
        found->second.completed = true;
}

void Lent::retained(std::uint64_t token) {
    const std::lock_guard lock{mutex_};
    ++retained_[token];
}

void Lent::released(std::uint64_t token) {
    const std::lock_guard lock{mutex_};
    const auto found = retained_.find(token);
    if (found != retained_.end() && --found->second == 0) retained_.erase(found);
}

std::optional<std::string> Lent::late(std::uint64_t token, std::chrono::nanoseconds time) const {
    const std::lock_guard lock{mutex_};
    const auto found = events_.find(token);
    if (found == events_.end() || found->second.deferred || time <= found->second.timeout) return std::nullopt;
    return found->second.name;
}

std::chrono::nanoseconds Lent::longest() const {
    const std::lock_guard lock{mutex_};
    std::chrono::nanoseconds longest{0};
    for (const auto& [token, event] : events_)
        if (!event.deferred) longest = std::max(longest, event.timeout);
    return longest;
}

void Lent::sweep(Moment now) {
    const std::lock_guard lock{mutex_};
    std::erase_if(events_,
                  [&](const auto& entry) { return entry.second.deferred && entry.second.awaited_until < now; });
}

Lent::Left Lent::take(const std::function<bool(std::uint64_t token)>& begun) {
    const std::lock_guard lock{mutex_};
    Left left;
    for (auto& [token, event] : events_) {
        if (event.deferred) {
            left.deferred.push_back(token);
        } else if (begun(token)) {
            left.begun.push_back(token);
            left.events.push_back(std::move(event.name));
        } else {
            left.not_begun.push_back(token);
        }
    }
    for (const auto& [token, count] : retained_) left.retained.insert(left.retained.end(), count, token);
    retained_.clear();
    events_.clear();
    handling_ = 0;
    return left;
}

} // namespace turnout::plugins::isolation
