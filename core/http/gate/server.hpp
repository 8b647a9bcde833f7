// A Poco::Net::HTTPServer over the gate, with its threads.
#pragma once
#include "core/http/gate/server_socket.hpp"

#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/ThreadPool.h>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace turnout::http {

/// Threads: "NAME-loop" (POCO's acceptor) and either "NAME-lane-0".. or up to `workers` "NAME-worker"; joined by
/// stop().
class Server {
public:
    /// Listens at once; clients wait in the backlog until start(). Throws ListenError. `workers` matters for dispatch
    /// only.
    Server(const ServerSocketOptions& options, unsigned workers,
           const Poco::Net::HTTPRequestHandlerFactory::Ptr& handlers, GateObserver* observer);
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server(); ///< stops without waiting for answers, if stop() was not called

    void start();
    /// Accepts nothing more (503), refuses what is unfinished, waits up to `timeout` for what is being answered, joins
    /// all threads. False if something was cut short. Idempotent.
    bool stop(std::chrono::milliseconds timeout);

    /// As Gate::set(), of all gates together. Any thread.
    void set(const GateOptions& options) noexcept { socket_.gate_impl().set(options); }

    /// Serves who comes to this one instead, at once; the one before is closed soon, and connections that came by it
    /// are served to their end. Any thread, one at a time, before stop().
    void move_to(const std::shared_ptr<Listener>& listener) noexcept { socket_.gate_impl().move_to(listener); }

    std::uint16_t port() const;
    std::string address() const; ///< as bound, "127.0.0.1:8080"

    std::size_t connections() const;
    void add_counters(std::map<std::string, std::uint64_t>& counters) const; ///< as "gate.accepted" and so on

private:
    bool drain(SteadyTime end);

    GateServerSocket socket_;
    Poco::ThreadPool pool_;
    Poco::Net::HTTPServer server_;
    bool started_ = false, stopped_ = false;
};

} // namespace turnout::http
