// Makes the messages: which body, which ids, and which of them repeat, are badly signed or stale.
#pragma once
#include "tests/bench/loadgen/options.hpp"
#include "tests/bench/loadgen/random.hpp"
#include "tests/bench/loadgen/timing.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace turnout::bench {

struct Message {
    std::string id, body;
    std::size_t template_index = 0;
    bool duplicate = false, bad = false, stale = false;
    bool measured = true; ///< false during the warm-up
    int attempt = 0;
    Nanoseconds due = 0; ///< the intended send time

    bool plain() const { return !duplicate && !bad && !stale; }
};

/// One per worker; what it makes follows from the seed and the worker's index.
class MessageSource {
public:
    MessageSource(const Options& options, std::uint64_t worker);

    /// Message number `number` of this worker.
    void make(Message& message, std::uint64_t number);
    /// As a source of duplicates.
    void remember(const Message& message);

    Random& random() { return random_; }

private:
    void render(Message& message, std::uint64_t number);

    const Options& options_;
    std::uint64_t worker_;
    Random random_;
    std::uint64_t id_salt_;
    std::vector<double> weights_; ///< summed up
    std::vector<Message> remembered_;
    std::size_t oldest_ = 0;
};

} // namespace turnout::bench
