// Refusals and dead letters of the host in the log, without letting whoever sends nonsense fill the disk.
#pragma once
#include "core/eventsub/clock.hpp"
#include "core/eventsub/event.hpp"
#include "core/http/gate/peer.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>

namespace spdlog {
class logger;
}

namespace turnout::http {

/// Any thread. Of refusals and of dead letters each at most 5 lines in 10 seconds, then one that says how many were
/// left out, at the latest when the log ends.
class RefusalLog {
public:
    RefusalLog(std::shared_ptr<spdlog::logger> logger, const eventsub::Clock& clock);
    RefusalLog(const RefusalLog&) = delete;
    RefusalLog& operator=(const RefusalLog&) = delete;
    ~RefusalLog();

    /// The line holds status, reason and peer; never a header or a body.
    void refused(int status, std::string_view reason, const Peer& peer) noexcept;

    /// A genuine message was answered 2xx but only kept, as a dead letter. `verdict`: "stale", ... The line holds the
    /// reason, the message id and the type; never the body.
    void kept(std::string_view verdict, std::string_view reason, const eventsub::Event& event) noexcept;

private:
    /// Guarded by mutex_.
    struct Throttle {
        eventsub::MonotonicTime period_end{};
        unsigned written = 0;
        std::uint64_t left_out = 0;
    };

    /// May this be written; and how many were not, since the last period.
    bool admit(Throttle& throttle, std::uint64_t& left_out);
    void tell_letters(std::uint64_t left_out);
    void tell_refusals(std::uint64_t left_out);

    const std::shared_ptr<spdlog::logger> logger_;
    const eventsub::Clock& clock_;
    std::mutex mutex_;
    Throttle refusals_, letters_;
};

} // namespace turnout::http
