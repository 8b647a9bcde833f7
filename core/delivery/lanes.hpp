// The lanes of one route: deliveries with the same ordering key go one at a time, in order.
#pragma once
#include "core/delivery/delivery.hpp"
#include "core/delivery/dormant_lanes.hpp"

#include <unordered_map>

namespace turnout::delivery {

/// Decides who may go; does nothing itself. Guarded by EngineState::mutex. Only deliveries with a lane come here.
///
/// A lane is *blocked* while the journal has a row of it that waits for its next attempt and is not under way, or held
/// rows behind that one: then nothing that comes from the log may go, and it is to be parked as held. Blocked lanes
/// without a delivery in memory are *dormant*.
class Lanes {
public:
    enum class Entry : std::uint8_t {
        go,     ///< it is first: may be handed out
        behind, ///< it waits in memory until the ones before it are over
        hold,   ///< the lane is blocked: park it as held
    };

    /// A delivery from the log, or a replay that was not begun yet.
    Entry enter(Delivery& delivery);
    /// A held row that was read back; its rows come in order. True if it is first.
    bool enter_held(Delivery& delivery);
    /// A waiting row whose time has come. False if another one of the lane is under way: then it has to wait.
    bool enter_waiting(Delivery& delivery);

    /// The first one was settled for good. Returns the next one, which is first now, or null.
    Delivery* settle(Delivery& first);
    /// The first one is going to wait for another attempt. Returns those behind it: they are to be held.
    Queue block(Delivery& first);
    /// The first one stays first, for long: those behind it are to be held.
    Queue clear_behind(const Delivery& first);

    /// The first one waits for another attempt in memory (see naps.hpp), and the others behind it. What comes is held
    /// as soon as `most` are in memory in all such lanes.
    void begin_nap(const Delivery& first, std::size_t most);
    /// `next` takes the place of the first one.
    void replace_first(const Delivery& first, Delivery& next);
    void end_nap(std::uint64_t number);

    /// How many are in memory in such lanes; with the lane `number` if it were one.
    std::size_t napping() const { return napping_; }

    std::size_t napping_with(std::uint64_t number) const;

    /// The first one's attempt was written as a waiting row.
    void row_written(const Delivery& first) { ++wake(first.lane).waiting_rows; }

    /// A waiting row of the lane is gone.
    void row_gone(std::uint64_t lane) { --wake(lane).waiting_rows; }

    /// At the start: the journal has such rows.
    void found_waiting(std::uint64_t lane, std::uint64_t rows = 1);
    void found_held(std::uint64_t lane);

    /// `delivery` has left the memory (its outcome is durable, or it was dropped as its row still stands); `held` says
    /// whether it was written as held.
    void leave(const Delivery& delivery, bool held);

    /// Whether held rows of that lane may be read back now; true once, until release_read().
    bool begin_release(std::uint64_t number);
    /// They were read; `more` says whether there are others.
    void release_read(std::uint64_t number, bool more);

    bool blocked(std::uint64_t number) const;
    bool has_held(std::uint64_t number) const;
    bool has_waiting(std::uint64_t number) const;

    std::size_t size() const { return lanes_.size() + dormant_.size(); }

private:
    struct Lane {
        Delivery* first = nullptr;
        Queue behind;
        std::uint32_t active = 0;  ///< in memory, those being written as held not counted
        std::uint32_t parking = 0; ///< being written as held
        std::uint32_t waiting_rows = 0;
        bool held_rows = false; ///< there are held rows, or there may be
        bool naps = false;      ///< its first one waits in memory
        bool releasing = false;
        bool written_meanwhile = false; ///< held rows became durable while others were being read
    };

    struct Identity {
        std::size_t operator()(std::uint64_t lane) const noexcept { return lane; }
    };

    bool is_blocked(const Lane& lane) const;
    void add_active(Lane& lane);
    void remove_active(Lane& lane);
    Lane& wake(std::uint64_t number);
    void tidy(std::uint64_t number);

    std::unordered_map<std::uint64_t, Lane, Identity> lanes_;
    DormantLanes dormant_; ///< none of lanes_
    std::size_t napping_ = 0, most_napping_ = 0;
};

} // namespace turnout::delivery
