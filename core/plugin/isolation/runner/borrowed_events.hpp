// The events that a plugin may look at: while it handles them, and as long as it retains them.
#pragma once
#include "core/plugin/isolation/event_message.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace turnout::plugins::isolation {

/// Any thread.
class BorrowedEvents {
public:
    const turnout_event& lend(std::unique_ptr<EventMemory> memory) {
        memory->begin();
        const auto& event = memory->event();
        const std::lock_guard lock{mutex_};
        events_[event.token] = {std::move(memory), 0, true};
        return event;
    }

    /// handle() has returned.
    void returned(std::uint64_t token) {
        const std::lock_guard lock{mutex_};
        const auto found = events_.find(token);
        if (found == events_.end()) return;
        found->second.in_handle = false;
        if (found->second.pins == 0) events_.erase(found);
    }

    /// False: its memory is gone.
    bool pin(std::uint64_t token) {
        const std::lock_guard lock{mutex_};
        const auto found = events_.find(token);
        if (found == events_.end()) return false;
        ++found->second.pins;
        return true;
    }

    void unpin(std::uint64_t token) {
        const std::lock_guard lock{mutex_};
        const auto found = events_.find(token);
        if (found == events_.end() || found->second.pins == 0) return;
        if (--found->second.pins == 0 && !found->second.in_handle) events_.erase(found);
    }

private:
    struct Event {
        std::unique_ptr<EventMemory> memory;
        std::uint32_t pins = 0;
        bool in_handle = false;
    };

    std::mutex mutex_;
    std::unordered_map<std::uint64_t, Event> events_;
};

} // namespace turnout::plugins::isolation
