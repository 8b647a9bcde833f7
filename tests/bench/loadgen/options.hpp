// The command line of the load generator.
#pragma once
#include "tests/bench/loadgen/body_template.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace turnout::bench {

struct Options {
    std::string host, port, path = "/", secret = "s3cretpassphrase00", ack_file, bad_file, label, trusted_file;
    bool tls = false, poisson = false, spin = false, duplicate_sent = false, strict = false;
    int connections = 16, threads = 1, retry = 0;
    std::uint64_t count = 0, seed = 1, connection_requests = 0, broadcasters = 1000, broadcaster_base = 10000;
    double duration = 0, rate = 0, duplicates = 0, bad = 0, stale = 0; ///< seconds, per second, percent
    double timeout = 10, warmup = 0, drain = 10, retry_delay = 0.1;    ///< seconds
    std::vector<BodyTemplate> templates;

    bool open_loop() const { return rate > 0; }

    std::string url() const { return (tls ? "https://" : "http://") + host + ":" + port + path; }
};

/// Prints the help and ends the process for --help. Throws std::runtime_error for what is not understood.
Options read_options(int count, char** words);

} // namespace turnout::bench
