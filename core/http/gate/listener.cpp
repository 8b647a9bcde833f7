#include "core/http/gate/listener.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SocketImpl.h>
#include <cerrno>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <string>
#include <utility>

namespace turnout::http {

using Poco::Net::ServerSocket;
using Poco::Net::SocketAddress;

namespace {

constexpr int backlog = 4096;

// Never SO_REUSEPORT, which POCO's shorter overloads set: a second host on the same port must fail, not share.
ServerSocket bind_to(const config::Address& address) {
    ServerSocket socket;
    if (address.host != "*") {
        const SocketAddress local(address.host, address.port);
        if (local.family() == SocketAddress::IPv6)
            socket.bind6(local, true, false, true);
        else
            socket.bind(local, true, false);
        return socket;
    }
    try {
        socket.bind6(SocketAddress(SocketAddress::IPv6, address.port), true, false, false);
        return socket;
    } catch (const Poco::Net::NetException& error) {
        if (error.code() != EAFNOSUPPORT && error.code() != EADDRNOTAVAIL) throw; // a kernel without IPv6
    }
    ServerSocket old_kind;
    old_kind.bind(SocketAddress(SocketAddress::IPv4, address.port), true, false);
    return old_kind;
}

} // namespace

Listener::Listener(const config::Address& address) {
    try {
        socket_ = bind_to(address);
        socket_.setBlocking(false);
        socket_.setNoDelay(true); // what is accepted inherits it
        local_ = socket_.address();
    } catch (const Poco::Exception& error) {
        throw ListenError("cannot listen on " + address.host + ":" + std::to_string(address.port) + ": " +
                          error.displayText());
    }
    descriptor_ = socket_.impl()->sockfd();
    ::fcntl(descriptor_, F_SETFD, FD_CLOEXEC); // a process that is started must not keep the port when this one moves
}

void Listener::listen() {
    try {
        socket_.listen(backlog);
    } catch (const Poco::Exception& error) {
        throw ListenError("cannot listen on " + local_.toString() + ": " + error.displayText());
    }
}

void Listener::pass_on_to(std::shared_ptr<const Listener> next) noexcept {
    const std::lock_guard lock(mutex_);
    next_ = std::move(next);
}

std::shared_ptr<const Listener> Listener::next() const noexcept {
    const std::lock_guard lock(mutex_);
    return next_;
}

} // namespace turnout::http
