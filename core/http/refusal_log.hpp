// Refusals in the log, without letting whoever sends nonsense fill the disk.
#pragma once
#include "core/eventsub/clock.hpp"
#include "core/http/gate/peer.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>

namespace spdlog {
class logger;
}

namespace turnout::http {

/// Any thread. At most 5 lines in 10 seconds, then one that says how many were left out. A line holds status, reason
/// and peer; never a header or a body.
class RefusalLog {
public:
    RefusalLog(std::shared_ptr<spdlog::logger> logger, const eventsub::Clock& clock);

    void refused(int status, std::string_view reason, const Peer& peer) noexcept;

private:
    bool admit(std::uint64_t& left_out); ///< may this be written; how many were not since the last period

    const std::shared_ptr<spdlog::logger> logger_;
    const eventsub::Clock& clock_;
    std::mutex mutex_;
    eventsub::MonotonicTime period_end_{}; ///< this and what follows are guarded by mutex_
    unsigned written_ = 0;
    std::uint64_t left_out_ = 0;
};

} // namespace turnout::http
