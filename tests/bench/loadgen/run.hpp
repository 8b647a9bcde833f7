// What the workers of a run share.
#pragma once
#include "tests/bench/loadgen/id_file.hpp"
#include "tests/bench/loadgen/options.hpp"
#include "tests/bench/loadgen/timing.hpp"

#include <openssl/ssl.h>
#include <sys/socket.h>

#include <atomic>
#include <memory>

namespace turnout::bench {

struct Run {
    struct FreeContext {
        void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    };

    /// Resolves the address and prepares TLS. Throws std::runtime_error. `options` and `stopped` outlive it.
    Run(const Options& options, const std::atomic<bool>& stopped);

    const Options& options;
    const std::atomic<bool>& stopped; ///< set by a signal: send nothing new
    IdFile acknowledged, not_to_deliver;
    sockaddr_storage address{};
    socklen_t address_size = 0;
    std::unique_ptr<SSL_CTX, FreeContext> tls; ///< null: plain HTTP
    Nanoseconds begin = 0;                     ///< the first message is due
};

} // namespace turnout::bench
