// How much memory or disk events take.
#pragma once
#include "core/journal/types.hpp"

#include <cstddef>
#include <string_view>

namespace turnout::journal {

/// Adds up bodies, in bytes. One that several events in a row share, as the elements of a batch do, counts once.
class BodySum {
public:
    void add(const eventsub::Event& event) {
        if (event.body.data() == last_.data() && event.body.size() == last_.size()) return;
        last_ = event.body;
        total_ += event.body.size();
    }

    /// What storing the outcome takes.
    void add(const Outcome& outcome) {
        if (outcome.action == Outcome::Action::park && outcome.parked) add(outcome.parked->event.event);
        if (!outcome.additions) return;
        for (const DerivedEvent& event : outcome.additions->events) total_ += event.body.size();
    }

    std::size_t total() const { return total_; }

private:
    std::string_view last_; ///< compared by address only
    std::size_t total_ = 0;
};

} // namespace turnout::journal
