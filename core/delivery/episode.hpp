// Something that comes and goes, of which the log tells that it begins and that it is over.
#pragma once
#include "core/eventsub/clock.hpp"

#include <chrono>
#include <optional>

namespace turnout::delivery {

/// It is over when it has not happened for a while, so that what flutters is one episode.
class Episode {
public:
    static constexpr std::chrono::seconds calm{10};

    bool goes_on() const { return last_.has_value(); }

    /// It happens now. Returns whether that begins an episode.
    bool happens(eventsub::MonotonicTime now) {
        const bool begins = !last_;
        last_ = now;
        return begins;
    }

    /// It does not happen now. True once, when that ends an episode.
    bool ends(eventsub::MonotonicTime now) {
        if (!last_ || now - *last_ < calm) return false;
        last_.reset();
        return true;
    }

private:
    std::optional<eventsub::MonotonicTime> last_;
};

} // namespace turnout::delivery
