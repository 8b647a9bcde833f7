// A socket of an address, which listens.
#pragma once
#include "core/config/config.hpp"

#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <memory>
#include <mutex>
#include <stdexcept>

namespace turnout::http {

/// The address cannot be listened on; the text says which and why.
class ListenError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Shared by the gates that accept from it; when the last one lets it go, the system refuses newcomers. Any thread may
/// ask, one may close.
class Listener {
public:
    /// Has the address from now on, but clients are refused until listen(). Throws ListenError.
    explicit Listener(const config::Address& address);
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    /// Clients wait in the backlog until a gate accepts them. Throws ListenError.
    void listen();

    int descriptor() const noexcept { return descriptor_; } ///< non-blocking

    /// As bound, with the port that the system chose for port 0; also after close().
    const Poco::Net::SocketAddress& local() const { return local_; }

    /// Gates that accept from this one go over to `next` when nobody waits here any more. Once. A chain of them, so
    /// that one that is replaced before every gate has come to it is passed by none.
    void pass_on_to(std::shared_ptr<const Listener> next) noexcept;

    /// Null: there is none.
    std::shared_ptr<const Listener> next() const noexcept;

    /// Whoever still refers to it; no gate's loop may run.
    void close() { socket_.close(); }

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const Listener> next_; ///< guarded by mutex_
    Poco::Net::ServerSocket socket_;
    Poco::Net::SocketAddress local_; ///< known once: asking would be a system call per request
    int descriptor_ = -1;
};

} // namespace turnout::http
