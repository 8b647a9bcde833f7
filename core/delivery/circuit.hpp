// Whether a route's handler works at all: one that fails constantly is given a rest, and its events wait.
#pragma once
#include "core/config/config.hpp"
#include "core/delivery/status.hpp"
#include "core/eventsub/clock.hpp"

#include <array>
#include <cstdint>

namespace turnout::delivery {

/// Guarded by EngineState::mutex.
///
/// Counts the attempts that ended within the window. Closed, it opens when at least `minimum` of them are known and the
/// share of failed ones is reached. Open, nothing goes until `open` is over. Half open, one attempt goes at a time: the
/// first that fails opens it again, `probes` good ones in a row close it. An attempt counts only in the state in which
/// it began, so that those under way when it opens say nothing of later.
class Circuit {
public:
    static constexpr std::uint32_t probes = 3;

    /// What an attempt's end has changed.
    enum class Change : std::uint8_t { none, opened, opened_again, closed };

    struct Counts {
        std::uint32_t attempts = 0;
        std::uint32_t failures = 0;
    };

    explicit Circuit(const config::Circuit& limits = {}) : limits_(limits) {}

    /// Whether one more attempt may begin.
    bool lets_go() const { return state_ == CircuitState::closed || (state_ == CircuitState::half_open && !probing_); }

    /// An attempt begins. Returns what is handed to ended().
    std::uint32_t begun();
    /// An attempt ended, once for each begun().
    Change ended(std::uint32_t begun, bool failed, eventsub::MonotonicTime now);

    /// An attempt did not take place.
    void taken_back(std::uint32_t begun) {
        if (begun == epoch_) probing_ = false;
    }

    /// Half open from now on if it has been open for long enough; true if that is so.
    bool wake(eventsub::MonotonicTime now);

    CircuitState state() const { return state_; }

    /// While it is open: when wake() has something to do; else max.
    eventsub::MonotonicTime due() const {
        return state_ == CircuitState::open ? open_until_ : eventsub::MonotonicTime::max();
    }

    /// Those on which it was opened last.
    Counts cause() const { return cause_; }

    const config::Circuit& limits() const { return limits_; }

private:
    static constexpr std::size_t parts = 10; ///< of the window; the oldest one is forgotten as a whole

    void enter(CircuitState state);
    void open(eventsub::MonotonicTime now);
    Counts count(bool failed, eventsub::MonotonicTime now);

    config::Circuit limits_;
    CircuitState state_ = CircuitState::closed;
    std::uint32_t epoch_ = 0; ///< of the state; begun() hands it out
    bool probing_ = false;
    std::uint32_t good_ = 0; ///< probes in a row
    eventsub::MonotonicTime open_until_{};
    Counts cause_;
    std::array<Counts, parts> window_{};
    std::int64_t newest_ = 0; ///< number of the newest part, counted from the clock's beginning
};

} // namespace turnout::delivery
