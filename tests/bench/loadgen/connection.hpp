// One connection of a worker.
#pragma once
#include "tests/bench/loadgen/message_source.hpp"

#include <openssl/ssl.h>
#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>

namespace turnout::bench {

enum class Phase {
    backoff,    ///< no socket; opens at `wake`
    connecting, ///< TCP
    handshake,  ///< TLS
    idle,       ///< waits for a message
    busy,       ///< a request is in flight
    waiting,    ///< connected; sends its message again at `wake`
};

/// How a read or write ended, when it moved no bytes.
enum class Stall { none, again, ended, broken };

struct Transferred {
    std::size_t bytes = 0;
    Stall stall = Stall::none;
};

struct Connection {
    struct FreeTls {
        void operator()(SSL* tls) const { SSL_free(tls); }
    };

    int descriptor = -1;
    std::unique_ptr<SSL, FreeTls> tls;
    Phase phase = Phase::backoff;
    std::uint32_t events = 0; ///< as registered with epoll; 0: not registered
    bool queued = false;      ///< stands in the queue of idle connections
    bool has_message = false;
    std::string out, in;
    std::size_t sent = 0; ///< of `out`
    Message message;
    Nanoseconds began = 0, wake = 0;
    std::uint64_t served = 0; ///< requests since it was opened

    Transferred write();
    /// Appends to `in`.
    Transferred read();
    void close();

private:
    Transferred classify(ssize_t result) const;
};

} // namespace turnout::bench
