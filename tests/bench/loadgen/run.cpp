#include "tests/bench/loadgen/run.hpp"

#include <netdb.h>

#include <cstring>
#include <stdexcept>

namespace turnout::bench {

Run::Run(const Options& given, const std::atomic<bool>& stop)
    : options(given),
      stopped(stop),
      acknowledged(given.ack_file),
      not_to_deliver(given.bad_file) {
    addrinfo hints{}, *found = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    const bool bracketed = given.host.starts_with('[');
    const std::string host = bracketed ? given.host.substr(1, given.host.size() - 2) : given.host;
    if (const int problem = getaddrinfo(host.c_str(), given.port.c_str(), &hints, &found))
        throw std::runtime_error(host + ": " + gai_strerror(problem));
    std::memcpy(&address, found->ai_addr, found->ai_addrlen);
    address_size = found->ai_addrlen;
    freeaddrinfo(found);
    if (given.tls) {
        tls.reset(SSL_CTX_new(TLS_client_method()));
        SSL_CTX_set_mode(tls.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
        if (!given.trusted_file.empty()) {
            if (SSL_CTX_load_verify_locations(tls.get(), given.trusted_file.c_str(), nullptr) != 1)
                throw std::runtime_error("cannot load " + given.trusted_file);
            SSL_CTX_set_verify(tls.get(), SSL_VERIFY_PEER, nullptr);
        }
    }
    begin = monotonic_now() + 20 * millisecond; // time to connect before the first message is due
}

} // namespace turnout::bench
