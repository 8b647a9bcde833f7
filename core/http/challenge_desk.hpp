// Answers challenges; those that nobody wants yet wait a little, as one may arrive before the call that creates its
// subscription has returned.
#pragma once
#include "core/eventsub/clock.hpp"
#include "core/eventsub/inspector.hpp"
#include "core/http/challenge_port.hpp"
#include "core/http/counters.hpp"
#include "core/http/gate/exchange.hpp"
#include "core/http/refusal_log.hpp"

#include <mutex>
#include <vector>

namespace turnout::http {

/// Any thread. Never blocks: what waits is kept here with its Exchange, and whoever calls recheck() answers it.
class ChallengeDesk {
public:
    static constexpr std::chrono::milliseconds patience{1'750}; ///< and a sweep of 250 ms: at most two seconds

    ChallengeDesk(const ChallengePort& port, const eventsub::Clock& clock, Counters& counters, RefusalLog& log);

    /// Answers 200 with the challenge if it is wanted now; else it waits until it is, or for `patience`, then 403.
    /// `inspection.finding` is challenge.
    void ask(Exchange exchange, eventsub::Inspection inspection);
    /// Something may be wanted now that was not before, or some time has passed. Called by the loop about four times a
    /// second, and by whoever registers a creation, without holding a lock that ChallengePort::wanted() takes.
    void recheck() noexcept;
    /// Answers 503 what waits, and from now on whatever would have to wait.
    void close() noexcept;

    std::size_t waiting() const;

private:
    struct Waiting {
        Exchange exchange;
        eventsub::Inspection inspection;
        eventsub::MonotonicTime until;
    };

    bool answer_if_wanted(Exchange& exchange, const eventsub::Inspection& inspection);
    void refuse(Exchange& exchange);

    const ChallengePort& port_;
    const eventsub::Clock& clock_;
    Counters& counters_;
    RefusalLog& log_;
    mutable std::mutex mutex_;
    std::vector<std::unique_ptr<Waiting>> waiting_; ///< this and `closed_` are guarded by mutex_
    bool closed_ = false;
};

} // namespace turnout::http
