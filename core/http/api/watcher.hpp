// One client of the live feed.
#pragma once
#include "core/http/api/live_feed.hpp"
#include "core/http/gate/exchange.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace turnout::http {

/// One thread at a time.
class Watcher {
public:
    using Now = std::chrono::steady_clock::time_point;

    Watcher(Exchange exchange, Interest interest, const LiveFeed::Limits& limits, Now now);

    bool wants(const Note& note) const;
    /// Keeps it to be sent, or counts it as missed.
    void offer(std::string_view text);

    void miss(std::uint64_t count) { missed_ += count; }

    /// Sends what the client takes, and a heartbeat when it is time. False: the client has gone, or takes nothing.
    bool serve(Now now);
    /// Says farewell as far as the client takes it at once, and ends the connection.
    void end();

    int descriptor() const { return exchange_.descriptor(); }

    /// The client has ended the connection.
    void leave() { left_ = true; }

    bool waits_for_room() const { return !buffer_.empty(); }

private:
    bool flush(Now now);
    void confess();

    Exchange exchange_;
    const Interest interest_;
    const LiveFeed::Limits& limits_;
    std::string buffer_;
    std::uint64_t missed_ = 0; ///< not told yet
    bool left_ = false;
    Now taken_, sent_; ///< when the client last took something; when there was last something to send
};

} // namespace turnout::http
