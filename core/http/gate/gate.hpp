// The gate: one epoll loop that owns the client connections and lets out nothing but complete, checked requests.
#pragma once
#include "core/http/gate/connection.hpp"
#include "core/http/gate/exchange.hpp"
#include "core/http/gate/gate_options.hpp"
#include "core/http/gate/listener.hpp"
#include "core/http/gate/mailbox.hpp"

#include <array>
#include <chrono>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

struct epoll_event;

namespace turnout::http {

/// Threads: the loop functions belong to whichever thread calls wait(), one at a time; another may follow when that one
/// has ended. The rest may be called from any thread. Memory: if an allocation fails for a connection, that connection
/// is closed and counted, and the loop goes on.
class Gate : public std::enable_shared_from_this<Gate> {
public:
    /// Accepts from the listener, which several gates may share: whoever is woken accepts, and passes the connection on
    /// to the sibling that has fewest; at the limit to the one whose connection has to go. Throws std::system_error.
    Gate(const GateOptions& options, std::shared_ptr<const Listener> listener, GateObserver* observer);
    Gate(const Gate&) = delete;
    Gate& operator=(const Gate&) = delete;
    ~Gate();

    /// All gates of the listener, this one included. Before the loop starts; they outlive it.
    void set_siblings(std::vector<Gate*> siblings) { siblings_ = std::move(siblings); }

    // Loop.
    bool wait(std::chrono::milliseconds timeout); ///< true: take() has something
    Exchange take();
    /// Ends the service: from now on what is unfinished or new is refused (503).
    void begin_drain();
    /// After begin_drain(): runs the loop once, for at most `timeout`; closes what is idle. True when no connection is
    /// left.
    bool drain_some(std::chrono::milliseconds timeout);

    /// Requests that still waited for their answers at the last drain_some().
    std::size_t answering() const { return answering_; }

    // Any thread.

    /// Takes what GateBounds names; the rest is as it was. For connections and requests that begin from now on; what is
    /// being read goes on as it began.
    void set(const GateOptions& options) noexcept { bounds_.set(options); }

    /// Its listener passes on to another one: goes over to that, soon. Whoever waits at the one before is accepted, and
    /// connections stay.
    void follow_listener() noexcept;

    void wake() const noexcept { mailbox_.wake(); }

    const GateCounters& counters() const { return counters_; }

    std::size_t connections() const { return open_.load(std::memory_order_relaxed); }

private:
    friend class Exchange;
    friend void deliver(std::vector<std::pair<Exchange, const Answer*>>& answers) noexcept;

    // exchange.cpp's side: the holder's thread, or any.
    void give_back(Connection& connection, bool keep_alive) noexcept;

    void post(ConnectionQueue& queue) noexcept { mailbox_.post(queue); }

    static constexpr std::size_t events_at_once = 256;

    // gate.cpp
    int sleep(std::chrono::milliseconds timeout, std::array<epoll_event, events_at_once>& events);
    void on_event(Connection& connection, bool hangup) noexcept;
    void read_mail() noexcept;
    void sweep() noexcept;
    void refuse_ready() noexcept;

    // gate_admission.cpp
    bool accept_some() noexcept;
    void change_listener() noexcept;
    void admit(int descriptor, const Peer& peer);
    void adopt(std::unique_ptr<Connection> owned) noexcept;
    bool evict() noexcept;
    bool make_place() noexcept;
    bool make_room(const Connection& reading) noexcept;
    void listen(bool on) noexcept;
    std::size_t connections_of_all() const;
    Gate* receiver();

    // gate_transfer.cpp: what a connection waits for. `false`: it is no longer to be read, or gone.
    void advance(Connection& connection) noexcept;
    void read_on(Connection& connection);
    bool consume(Connection& connection, std::string_view input);
    void hand_out(Connection& connection);
    void refuse(Connection& connection, int status, const char* reason) noexcept;
    bool flush(Connection& connection) noexcept;
    void discard(Connection& connection) noexcept;
    void destroy(Connection& connection) noexcept;
    void recount(Connection& connection, std::size_t held) noexcept;
    void make_youngest(Connection& connection) noexcept;
    void unlink(Connection& connection) noexcept;
    void publish_oldest() noexcept;

    const GateOptions options_; ///< as at the beginning
    GateBounds bounds_;
    std::shared_ptr<const Listener> listener_;
    std::atomic<bool> follows_{false}; ///< the listener has a next one
    GateObserver* const observer_;
    int epoll_;
    bool listening_ = false, acceptable_ = false, draining_ = false;
    SteadyTime now_, next_sweep_;
    std::vector<Gate*> siblings_;
    std::vector<std::unique_ptr<Connection>> table_; ///< grows only where make_place() reserves
    Connection *oldest_ = nullptr, *youngest_ = nullptr;
    ConnectionQueue ready_;
    std::size_t answering_ = 0;
    std::vector<char> scratch_;
    std::span<epoll_event> batch_; ///< events that wait() has still to look at
    std::atomic<std::size_t> held_{0};
    std::atomic<std::size_t> open_{0};
    std::atomic<SteadyTime> oldest_since_{SteadyTime::max()}; ///< of `oldest_`, for the siblings
    GateCounters counters_;
    Mailbox mailbox_;
};

} // namespace turnout::http
