// A verified message on its way through the journal, together with the duty to answer it.
#pragma once
#include "core/eventsub/clock.hpp"
#include "core/eventsub/inspector.hpp"
#include "core/http/gate/exchange.hpp"
#include "core/journal/journal.hpp"

namespace turnout::http {

/// The arrival's views point into the exchange's request and the inspection; both live as long as this, and the
/// journal is done with them when it hands this back. If it is dropped instead, the client gets a 503.
class Message final : public journal::Submission {
public:
    /// `inspection.finding` is neither challenge nor refused; `received` is when the request was complete.
    Message(Exchange exchange, eventsub::Inspection inspection, eventsub::MonotonicTime received);

    const journal::Arrival& arrival() const override { return arrival_; }

    Exchange& exchange() { return exchange_; }

    eventsub::MonotonicTime received() const { return received_; }

    /// Its timestamp could be read and is within eventsub.max_age: the clock is right.
    bool fresh() const { return inspection_.dated && inspection_.finding != eventsub::Finding::stale; }

private:
    Exchange exchange_;
    eventsub::Inspection inspection_;
    eventsub::MonotonicTime received_;
    journal::Arrival arrival_;
};

} // namespace turnout::http
