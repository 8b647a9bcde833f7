#include "core/plugin/isolation/runner/turns.hpp"

#include <utility>

namespace turnout::plugins::isolation {

void Turns::open(std::uint32_t at_once, std::function<TimerMoment()> next_timer) {
    {
        const std::lock_guard lock{mutex_};
        at_once_ = at_once;
        next_timer_ = std::move(next_timer);
    }
    changed_.notify_all();
    wake_();
}

void Turns::close() {
    const std::lock_guard lock{mutex_};
    at_once_ = 0;
}

void Turns::end() {
    {
        const std::lock_guard lock{mutex_};
        ended_ = true;
    }
    changed_.notify_all();
    wake_();
}

TimerMoment Turns::next_timer() const {
    const std::lock_guard lock{mutex_};
    return next_timer_ && may_handle() ? next_timer_() : TimerMoment::max();
}

Turns::Turn Turns::next(std::unique_ptr<EventMemory>& event) {
    std::unique_lock lock{mutex_};
    for (;;) {
        if (ended_) return Turn::leave;
        if (may_handle() && !events_.empty()) {
            event = std::move(events_.front());
            events_.pop_front();
            ++handling_;
            changed_.notify_one(); // to read meanwhile, or to handle the next one
            return Turn::handle;
        }
        if (may_handle() && next_timer_ && next_timer_() <= timer_time()) {
            ++handling_;
            changed_.notify_one();
            return Turn::timer;
        }
        if (!std::exchange(reading_, true)) return Turn::read;
        changed_.wait(lock);
    }
}

void Turns::read_done() {
    const std::lock_guard lock{mutex_};
    reading_ = false; // the thread comes back for another turn
}

void Turns::done() {
    {
        const std::lock_guard lock{mutex_};
        --handling_;
    }
    idle_.notify_all();
}

void Turns::push(std::unique_ptr<EventMemory> event) {
    const std::lock_guard lock{mutex_};
    events_.push_back(std::move(event));
}

bool Turns::waiting() const {
    const std::lock_guard lock{mutex_};
    return !events_.empty();
}

void Turns::await_idle() {
    std::unique_lock lock{mutex_};
    idle_.wait(lock, [this] { return events_.empty() && handling_ == 0; });
}

} // namespace turnout::plugins::isolation
