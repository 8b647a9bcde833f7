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

class GateServerSocketImpl final : public Poco::Net::ServerSocketImpl {
public:
    /// Binds and listens; throws Poco::Exception. `observer` may be null; lane 0 tells it the ticks.
    GateServerSocketImpl(const ServerSocketOptions& options, GateObserver* observer);

    bool poll(const Poco::Timespan& timeout, int mode) override;
    Poco::Net::SocketImpl* acceptConnection(Poco::Net::SocketAddress& client) override;

    Poco::Net::SocketAddress address() override { return local_; }

    /// As Gate::set(), of all gates together. Any thread.
    void set(const GateOptions& options) noexcept;

    const std::vector<std::shared_ptr<Gate>>& gates() const { return gates_; }

    const std::string& name() const { return name_; }

    /// Sessions end from now on, also those that POCO is about to begin and does not know of in stopAll(). Any thread.
    void stop_lanes() noexcept;

private:
    friend class LaneSocketImpl;
    ~GateServerSocketImpl() override = default;
    void bind_to(const config::Address& address);
    void vacate(std::size_t lane);

    Poco::Net::SocketAddress local_; ///< known once: asking would be a system call per request
    std::string name_;
    std::vector<std::shared_ptr<Gate>> gates_;
    bool lanes_;
    std::atomic<bool> stopping_{false};
    bool named_ = false; ///< acceptor thread
    std::mutex mutex_;
    std::condition_variable vacancy_;
    std::vector<std::size_t> vacant_; ///< lanes that no session serves; guarded by mutex_
};

/// A handle, as POCO's servers take it.
class GateServerSocket final : public Poco::Net::ServerSocket {
public:
    GateServerSocket(const ServerSocketOptions& options, GateObserver* observer);

    GateServerSocketImpl& gate_impl() const { return static_cast<GateServerSocketImpl&>(*impl()); }
};

} // namespace turnout::http
