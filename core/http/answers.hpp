// Answers the messages that the journal has decided about.
#pragma once
#include "core/eventsub/clock.hpp"
#include "core/eventsub/histogram.hpp"
#include "core/http/counters.hpp"
#include "core/http/gate/exchange.hpp"
#include "core/http/refusal_log.hpp"
#include "core/journal/journal.hpp"

#include <atomic>
#include <utility>
#include <vector>

namespace turnout::http {

class Message;

/// The answering half of a journal::Listener, which the host wires. Lives until the journal has stopped.
class Answers {
public:
    Answers(Counters& counters, RefusalLog& log, const eventsub::Clock& clock)
        : counters_(counters),
          log_(log),
          clock_(clock) {}

    /// The journal's writer thread, as Listener::answered(): 204 for stored and duplicate, 503 for refused. Small
    /// groups are sent from here, larger ones by the loops (measured: the writer is quicker up to about 16). Takes out
    /// what is a Message and leaves the rest. Neither blocks nor throws.
    void answered(std::vector<journal::Answer>& answers) noexcept;

    /// Genuine messages that were too old or too new, without a fresh one between. Any thread.
    unsigned stale_in_a_row() const { return stale_in_a_row_.load(std::memory_order_relaxed); }

    /// How long messages took from the complete request to the decision about them. Any thread.
    eventsub::HistogramReading times() const { return times_.reading(); }

    /// A genuine message with a good timestamp: the clock is right. Any thread.
    void fresh() noexcept { stale_in_a_row_.store(0, std::memory_order_relaxed); }

private:
    const Answer& decide(const Message& message, journal::AppendResult result) noexcept;
    void count_stored(const Message& message) noexcept;

    Counters& counters_;
    RefusalLog& log_;
    const eventsub::Clock& clock_;
    eventsub::Histogram times_{eventsub::latency_bounds};
    std::atomic<unsigned> stale_in_a_row_{0};
    std::vector<std::pair<Exchange, const Answer*>> batch_; ///< writer thread only
};

} // namespace turnout::http
