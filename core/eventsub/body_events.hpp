// The events of a body that comes without headers, such as one in a file.
#pragma once
#include "core/eventsub/event.hpp"

#include <deque>
#include <string>
#include <vector>

namespace turnout::eventsub {

/// Owns everything that its events point at.
class BodyEvents {
public:
    /// One event, or one for each element of a batched message; what only headers tell is empty, `now` is when they
    /// were sent and accepted. Throws std::invalid_argument: why it is no body of a notification or a revocation.
    BodyEvents(std::string body, Time now);
    BodyEvents(const BodyEvents&) = delete;
    BodyEvents& operator=(const BodyEvents&) = delete;

    const std::vector<Event>& events() const { return events_; }

private:
    std::string_view keep(std::string_view text) { return texts_.emplace_back(text); }

    std::string body_;
    std::deque<std::string> texts_;
    std::vector<Event> events_;
};

} // namespace turnout::eventsub
