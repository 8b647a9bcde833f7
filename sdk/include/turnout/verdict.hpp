// What a handler says of a delivery.
#pragma once
#include <turnout/abi.h>
#include <turnout/text.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

namespace turnout {

class [[nodiscard]] verdict {
public:
    /// Done.
    static verdict ok() { return {TURNOUT_OK, {}, {}}; }

    /// Again, after `after` (0: as the route's backoff says).
    static verdict retry(std::string reason = {}, std::chrono::milliseconds after = {}) {
        return {TURNOUT_RETRY, std::move(reason), after};
    }

    /// Never again: it becomes a dead letter with this reason.
    static verdict reject(std::string reason) { return {TURNOUT_REJECT, std::move(reason), {}}; }

    /// From a handler that called context::defer(): the answer comes later.
    static verdict deferred() { return {TURNOUT_DEFERRED, {}, {}}; }

    turnout_verdict code() const { return code_; }

    const std::string& reason() const { return reason_; }

    std::chrono::milliseconds after() const { return after_; }

    /// Into the host's record; a reason that is too long is cut.
    void write(turnout_outcome& outcome) const {
        constexpr std::int64_t longest = std::numeric_limits<std::uint32_t>::max();
        outcome.retry_after_ms = static_cast<std::uint32_t>(std::clamp<std::int64_t>(after_.count(), 0, longest));
        copy_text(outcome.reason, reason_);
    }

private:
    verdict(turnout_verdict code, std::string reason, std::chrono::milliseconds after)
        : code_(code),
          reason_(std::move(reason)),
          after_(after) {}

    turnout_verdict code_;
    std::string reason_;
    std::chrono::milliseconds after_;
};

} // namespace turnout
