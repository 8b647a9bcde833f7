// The stream of sample events of `turnout dev`, and what became of them.
#pragma once
#include "core/sim/callback_client.hpp"
#include "core/sim/message.hpp"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <random>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace turnout::app {

/// Durations of which quantiles are wanted: the last 100,000.
class Durations {
public:
    void add(std::chrono::nanoseconds duration);
    std::chrono::nanoseconds quantile(double part) const; ///< 0 if there are none

private:
    std::vector<std::chrono::nanoseconds> values_;
    std::size_t oldest_ = 0;
};

/// What was sent, answered and handled. Any thread; memory is bounded by what is not handled yet.
class Tally {
public:
    struct Result {
        std::uint64_t sent = 0, accepted = 0, refused = 0, handled = 0, failed = 0;
        std::size_t open = 0; ///< accepted and not settled
        Durations answer;     ///< from the request to its answer
        Durations handling;   ///< from accepted to the plugin's verdict

        bool complete() const { return refused == 0 && failed == 0 && open == 0 && handled == accepted; }
    };

    void sending(const std::string& id);
    /// Nothing: no answer came.
    void answered(const std::string& id, const sim::CallbackAnswer* answer);
    /// `verdict` as in delivery::Settlement. Ids that were not sent here (by `turnout send`, say) are not counted.
    void settled(std::string_view id, std::string_view verdict, std::chrono::nanoseconds since_accepted);

    /// Returns when nothing is open any more, or `limit` has passed.
    void wait_until_settled(std::chrono::nanoseconds limit) const;
    Result result() const;

private:
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::unordered_set<std::string> open_;
    Result result_;
};

/// Makes the events: several types in turn, by changing people. One thread.
class EventStream {
public:
    EventStream(sim::Sender& sender, std::uint64_t seed);

    sim::Message next();

private:
    void populate(sim::Body& body);

    sim::Sender& sender_;
    std::mt19937_64 random_;
    std::size_t count_ = 0;
};

} // namespace turnout::app
