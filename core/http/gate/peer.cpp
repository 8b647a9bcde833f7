#include "core/http/gate/peer.hpp"

#include <cstring>

namespace turnout::http {

Poco::Net::SocketAddress Peer::to_poco() const {
    if (storage_.sin6_family != AF_INET6 || !IN6_IS_ADDR_V4MAPPED(&storage_.sin6_addr))
        return {reinterpret_cast<const sockaddr*>(&storage_), size_};
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = storage_.sin6_port;
    std::memcpy(&v4.sin_addr, &storage_.sin6_addr.s6_addr[12], sizeof v4.sin_addr);
    return {reinterpret_cast<const sockaddr*>(&v4), sizeof v4};
}

std::string Peer::text() const {
    return to_poco().toString();
}

} // namespace turnout::http
