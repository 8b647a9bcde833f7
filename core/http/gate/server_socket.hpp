// The server socket that a Poco::Net::HTTPServer is given. Two ways to feed it, chosen by the number of lanes:
//   dispatch (0)  the server's acceptor thread runs one gate in poll(); each request is one "connection" for POCO's
//                 dispatcher, so handlers may block, one pool thread each.
//   lanes (N)     every lane is one endless keep-alive "connection" whose poll() runs a gate of its own on the pool
//                 thread that POCO lends it: no hop between threads at all, but a handler that blocks stops its lane.
//                 It must release() what it cannot answer at once.
#pragma once
#include "core/config/config.hpp"
#include "core/http/gate/gate.hpp"

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/ServerSocketImpl.h>
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace turnout::http {

struct ServerSocketOptions {
    config::Address address;
    GateOptions gate;
    unsigned lanes = 1; ///< 0: dispatch
    std::string name;   ///< of its threads, at most 9 characters: "NAME-loop", "NAME-lane-0"
};

/// Its own descriptor is never used: POCO wants one. The gates listen for it.
class GateServerSocketImpl final : public Poco::Net::ServerSocketImpl {
public:
    /// Listens; throws ListenError. `observer` may be null; lane 0 tells it the ticks.
    GateServerSocketImpl(const ServerSocketOptions& options, GateObserver* observer);

    bool poll(const Poco::Timespan& timeout, int mode) override;
    Poco::Net::SocketImpl* acceptConnection(Poco::Net::SocketAddress& client) override;

    Poco::Net::SocketAddress address() override { return listener()->local(); }

    void close() override; ///< when no loop runs any more

    /// All gates accept from it instead of the one before, which is closed when the last of them has left it. Any
    /// thread.
    void move_to(const std::shared_ptr<Listener>& listener) noexcept;

    /// As Gate::set(), of all gates together. Any thread.
    void set(const GateOptions& options) noexcept;

    const std::vector<std::shared_ptr<Gate>>& gates() const { return gates_; }

    const std::string& name() const { return name_; }

    /// Sessions end from now on, also those that POCO is about to begin and does not know of in stopAll(). Any thread.
    void stop_lanes() noexcept;

private:
    friend class LaneSocketImpl;
    ~GateServerSocketImpl() override = default;
    std::shared_ptr<Listener> listener() const;
    void vacate(std::size_t lane);

    std::string name_;
    std::vector<std::shared_ptr<Gate>> gates_;
    bool lanes_;
    std::atomic<bool> stopping_{false};
    bool named_ = false;       ///< acceptor thread
    mutable std::mutex mutex_; ///< guards listener_ and vacant_
    std::shared_ptr<Listener> listener_;
    std::condition_variable vacancy_;
    std::vector<std::size_t> vacant_; ///< lanes that no session serves
};

/// A handle, as POCO's servers take it.
class GateServerSocket final : public Poco::Net::ServerSocket {
public:
    GateServerSocket(const ServerSocketOptions& options, GateObserver* observer);

    GateServerSocketImpl& gate_impl() const { return static_cast<GateServerSocketImpl&>(*impl()); }
};

} // namespace turnout::http
