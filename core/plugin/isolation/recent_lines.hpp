// The last lines that a plugin in a process of its own has logged or printed: for whoever wants to know why it ended.
#pragma once
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

namespace turnout::plugins::isolation {

/// Any thread.
class RecentLines {
public:
    static constexpr std::size_t kept = 10;

    void add(std::string line) {
        const std::lock_guard lock{mutex_};
        lines_.push_back(std::move(line));
        if (lines_.size() > kept) lines_.pop_front();
    }

    /// Another process begins.
    void clear() {
        const std::lock_guard lock{mutex_};
        lines_.clear();
    }

    std::vector<std::string> all() const {
        const std::lock_guard lock{mutex_};
        return {lines_.begin(), lines_.end()};
    }

private:
    mutable std::mutex mutex_;
    std::deque<std::string> lines_;
};

} // namespace turnout::plugins::isolation
