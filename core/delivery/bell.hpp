// Wakes the one thread that waits on it.
#pragma once
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace turnout::delivery {

/// A ring that comes while nobody waits is not lost.
class Bell {
public:
    void ring() noexcept {
        const std::lock_guard lock{mutex_};
        if (rung_) return;
        rung_ = true;
        condition_.notify_one();
    }

    /// Returns when it rings, at the latest after `longest`.
    void wait(std::chrono::nanoseconds longest) {
        std::unique_lock lock{mutex_};
        condition_.wait_for(lock, longest, [this] { return rung_; });
        rung_ = false;
    }

private:
    std::mutex mutex_;
    std::condition_variable condition_;
    bool rung_ = false;
};

} // namespace turnout::delivery
