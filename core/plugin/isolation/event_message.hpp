// An event on its way to a runner.
#pragma once
#include "core/plugin/isolation/messages.hpp"

#include <turnout/abi.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace turnout::plugins::isolation {

/// Appends the whole message.
void append_event(std::string& to, const turnout_event& event);

/// An event that has arrived, in memory of its own.
class EventMemory {
public:
    /// Of the message's record; throws WireError.
    explicit EventMemory(std::string_view record);
    EventMemory(const EventMemory&) = delete;
    EventMemory& operator=(const EventMemory&) = delete;

    /// Points into this object.
    const turnout_event& event() const { return event_; }

    /// Its handling begins: its time is counted from now on.
    void begin() { event_.deadline_ns = (std::chrono::steady_clock::now().time_since_epoch() + time_).count(); }

private:
    std::string bytes_;
    std::vector<turnout_node> nodes_;
    turnout_event event_{};
    std::chrono::nanoseconds time_{}; ///< until its deadline, when it arrived
};

} // namespace turnout::plugins::isolation
