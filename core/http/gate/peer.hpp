// Who is at the other end. Plain memory: the gate keeps one per connection and must not allocate for it.
#pragma once
#include <Poco/Net/SocketAddress.h>
#include <netinet/in.h>
#include <string>

namespace turnout::http {

class Peer {
public:
    Peer() = default;

    sockaddr* data() { return reinterpret_cast<sockaddr*>(&storage_); }

    socklen_t& size() { return size_; } ///< in: what there is room for; out: what accept() wrote

    /// "192.0.2.1:4711", "[2001:db8::1]:4711"; an IPv4 client of a dual-stack socket looks like one.
    std::string text() const;
    Poco::Net::SocketAddress to_poco() const;

private:
    sockaddr_in6 storage_{}; // the larger of the two
    socklen_t size_ = sizeof storage_;
};

} // namespace turnout::http
