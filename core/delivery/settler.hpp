// Collects outcomes and hands them to the journal in batches.
#pragma once
#include "core/delivery/bell.hpp"
#include "core/delivery/route_run.hpp"
#include "core/journal/body_sum.hpp"
#include "core/journal/journal.hpp"

#include <memory>
#include <mutex>
#include <vector>

namespace turnout::delivery {

/// What is to happen once an outcome is durable.
struct Effect {
    enum class Kind : std::uint8_t {
        passed,   ///< the route does not want the event: there is no delivery
        settled,  ///< done or dead: the delivery is over
        waits,    ///< parked until its next attempt
        naps,     ///< the same, in memory
        held,     ///< parked behind another one
        charged,  ///< its attempt may begin
        shelved,  ///< parked while it is still in handle(); nothing follows
        put_back, ///< its attempt, which was charged, did not begin after all
    };
    Kind kind = Kind::passed;
    RouteRun* route = nullptr;
    Delivery* delivery = nullptr;
};

/// add(), flush() and what reads the figures are guarded by EngineState::mutex; completed() is the dispatcher's.
class Settler {
public:
    static constexpr std::size_t batch_size = 256;
    /// Bodies of parked and derived events in a batch, so that one commit does not keep those of others for long.
    static constexpr std::size_t batch_bytes = std::size_t{8} << 20;
    static constexpr std::chrono::milliseconds batch_age{2};

    struct Mark {
        RouteRun* route = nullptr;
        journal::Sequence sequence = 0;
    };

    /// What became durable since the last look, in order.
    struct Completed {
        std::vector<Effect> effects;
        std::vector<Mark> marks;
        std::size_t batches = 0;
        bool failed = false; ///< the journal has given up: nothing more can be settled
    };

    /// `bell` wakes the dispatcher, and is shared because the journal may answer after the engine has gone.
    Settler(journal::Journal& journal, std::shared_ptr<Bell> bell);

    /// `now` is when; the batch goes out when it is full or old, or at once if somebody waits for it.
    void add(journal::Outcome outcome, const Effect& effect, eventsub::MonotonicTime now);

    void hurry() { hurry_ = true; }

    /// Hands over what was collected if it is time.
    void flush_if_due(eventsub::MonotonicTime now);
    void flush();
    void advance_mark(RouteRun& route, journal::Sequence mark);

    Completed completed();

    /// When the batch is due; max if it is empty.
    eventsub::MonotonicTime due() const;

    /// Nothing is collected or on its way.
    bool quiet() const { return outcomes_.empty() && in_flight_ == 0; }

    /// The dispatcher has applied so many batches.
    void applied(std::size_t batches) { in_flight_ -= batches; }

private:
    struct Box {
        std::mutex mutex;
        Completed completed;
        std::shared_ptr<Bell> bell;
    };

    journal::Journal* journal_;
    std::shared_ptr<Box> box_;
    std::vector<journal::Outcome> outcomes_;
    std::vector<Effect> effects_;
    journal::BodySum bytes_; ///< of outcomes_
    eventsub::MonotonicTime since_{};
    std::size_t in_flight_ = 0;
    bool hurry_ = false;
};

} // namespace turnout::delivery
