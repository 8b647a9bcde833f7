#include "core/journal/sqlite/work.hpp"

#include <algorithm>
#include <iterator>

namespace turnout::journal::sqlite {

namespace {

// So much progress is worth a commit of its own.
constexpr std::size_t outcomes_worth_a_commit = 256;

bool is_urgent(const Work& work) {
    if (std::holds_alternative<IndexWork>(work)) return false;
    const auto* settle = std::get_if<SettleWork>(&work);
    if (!settle) return true;
    return std::any_of(settle->outcomes.begin(), settle->outcomes.end(), [](const Outcome& outcome) {
        // Whoever waits for a derived event shall not wait for company.
        const bool derives = outcome.additions && !outcome.additions->events.empty();
        return outcome.action != Outcome::Action::done || derives;
    });
}

} // namespace

bool WorkQueue::push(Work& work) {
    bool ring = false;
    {
        const std::lock_guard lock(mutex_);
        if (!open_) return false;
        if (const auto* settle = std::get_if<SettleWork>(&work)) outcomes_ += settle->outcomes.size();
        const bool urgent = is_urgent(work) || outcomes_ >= outcomes_worth_a_commit;
        ring = items_.empty() || (urgent && !urgent_);
        urgent_ = urgent_ || urgent;
        items_.push_back(std::move(work));
    }
    if (ring) bell_.notify_one();
    return true;
}

bool WorkQueue::take(std::vector<Work>& taken, std::chrono::milliseconds idle, std::chrono::milliseconds delay) {
    std::unique_lock lock(mutex_);
    bell_.wait_for(lock, idle, [this] { return !items_.empty() || closing_; });
    if (!items_.empty() && !urgent_ && !closing_) bell_.wait_for(lock, delay, [this] { return urgent_ || closing_; });
    if (taken.empty())
        taken.swap(items_);
    else
        std::move(items_.begin(), items_.end(), std::back_inserter(taken));
    items_.clear();
    outcomes_ = 0;
    urgent_ = false;
    return !closing_;
}

bool WorkQueue::empty() const {
    const std::lock_guard lock(mutex_);
    return items_.empty();
}

void WorkQueue::open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
}

void WorkQueue::request_close() {
    {
        const std::lock_guard lock(mutex_);
        closing_ = true;
    }
    bell_.notify_one();
}

bool WorkQueue::close_if_empty() {
    const std::lock_guard lock(mutex_);
    if (!items_.empty()) return false;
    open_ = false;
    return true;
}

} // namespace turnout::journal::sqlite
