// The port that Twitch posts to: GET / says who is there, POST on the callback's path takes events.
#pragma once
#include "core/config/config.hpp"
#include "core/eventsub/clock.hpp"
#include "core/http/answers.hpp"
#include "core/http/callback.hpp"
#include "core/http/challenge_desk.hpp"
#include "core/http/gate/gate_options.hpp"
#include "core/journal/journal.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace spdlog {
class logger;
}

namespace turnout::http {

class Listener;
class Server;

/// Threads: "http-lane-N" per lane (`http.workers`), which also run the gate's loops, and "http-loop", POCO's acceptor,
/// which sleeps. Order: construct (listens; clients wait), journal.start(a listener that calls answers()), start(); at
/// the end stop(), then journal.stop(), then destroy.
class PublicServer final : private GateObserver {
public:
    struct Ports {
        journal::Journal& journal;
        const ChallengePort& challenges;
        const eventsub::Clock& clock;
    };

    /// Throws ListenError (gate/listener.hpp). The ports outlive it.
    PublicServer(const config::Http& http, const config::EventSub& eventsub, const Ports& ports,
                 std::shared_ptr<spdlog::logger> logger);
    ~PublicServer() override;

    void start();
    /// Newcomers get 503, what was read is answered when the journal has decided, at most for `timeout`. The journal
    /// has to run meanwhile. False if somebody was left without an answer. Idempotent.
    bool stop(std::chrono::milliseconds timeout);

    /// Takes path, sizes, times and the limit of connections from `http`, secrets and max_age from `eventsub`, for
    /// connections and requests that begin from now on; the rest is as it was. Any thread.
    void set(const config::Http& http, const config::EventSub& eventsub);

    /// As Server::move_to(): another address.
    void move_to(const std::shared_ptr<Listener>& listener) noexcept;

    /// For journal::Listener::answered().
    Answers& answers() { return answers_; }

    /// For the lifecycle: recheck() when a creation is registered.
    ChallengeDesk& challenges() { return desk_; }

    std::uint16_t port() const;
    std::string address() const; ///< as bound: "0.0.0.0:8080", "[::]:8080"
    std::size_t connections() const;

    std::map<std::string, std::uint64_t> counters() const; ///< since the start, by name; any thread

    /// How long messages took from the complete request to the decision about them, in seconds; any thread.
    eventsub::HistogramReading accept_times() const { return answers_.times(); }

    unsigned stale_in_a_row() const { return answers_.stale_in_a_row(); }

    /// Why /readyz should fail, as far as this server knows; empty: no reason.
    std::vector<std::string> unready_reasons() const;

private:
    class Handler;
    class Factory;
    struct Site;

    void refused(int status, const char* reason, const Peer& peer) noexcept override;
    void tick() noexcept override;
    std::shared_ptr<const Site> site() const;
    void route(Exchange exchange, std::size_t lane);
    void reject(Exchange& exchange, int status, const char* reason, const Answer& answer);

    const std::shared_ptr<spdlog::logger> logger_;
    RefusalLog log_;
    Counters counters_;
    Answers answers_;
    ChallengeDesk desk_;
    Callback callback_;
    const Answer welcome_, not_found_;
    mutable std::mutex mutex_;
    std::shared_ptr<const Site> site_; ///< guarded by mutex_
    std::unique_ptr<Server> server_;   ///< last: its threads use all of the above
};

} // namespace turnout::http
