#include "core/delivery/lanes.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace turnout::delivery;
using Entry = Lanes::Entry;

namespace {

std::array<Delivery, 4> same_lane(std::uint64_t lane) {
    std::array<Delivery, 4> deliveries;
    for (auto& delivery : deliveries) delivery.lane = lane;
    return deliveries;
}

} // namespace

TEST_CASE("One at a time, in order, and nothing is kept of a lane that is empty") {
    Lanes lanes;
    auto d = same_lane(7);
    CHECK(lanes.enter(d[0]) == Entry::go);
    CHECK(lanes.enter(d[1]) == Entry::behind);
    CHECK(lanes.enter(d[2]) == Entry::behind);
    Delivery other;
    other.lane = 8;
    CHECK(lanes.enter(other) == Entry::go);
    CHECK(lanes.size() == 2);
    CHECK(lanes.settle(d[0]) == &d[1]);
    lanes.leave(d[0], false);
    CHECK(lanes.settle(d[1]) == &d[2]);
    lanes.leave(d[1], false);
    CHECK(lanes.settle(d[2]) == nullptr);
    lanes.leave(d[2], false);
    CHECK(lanes.settle(other) == nullptr);
    lanes.leave(other, false);
    CHECK(lanes.size() == 0);
}

TEST_CASE("What is behind an event that waits is held, and read back once it is settled") {
    Lanes lanes;
    auto d = same_lane(7);
    lanes.enter(d[0]);
    lanes.enter(d[1]);
    auto behind = lanes.block(d[0]);
    lanes.row_written(d[0]);
    CHECK(behind.pop() == &d[1]);
    CHECK(behind.empty());
    CHECK(lanes.enter(d[2]) == Entry::hold);
    lanes.leave(d[0], false);
    lanes.leave(d[1], true);
    lanes.leave(d[2], true);
    CHECK_FALSE(lanes.begin_release(7)); // it waits still

    Delivery again;
    again.lane = 7;
    again.row = Row::waiting;
    CHECK(lanes.enter_waiting(again));
    CHECK(lanes.enter(d[3]) == Entry::hold);
    lanes.leave(d[3], true);
    lanes.row_gone(7);
    CHECK(lanes.settle(again) == nullptr);
    CHECK_FALSE(lanes.begin_release(7)); // its outcome is not durable yet
    lanes.leave(again, false);
    CHECK(lanes.begin_release(7));
    CHECK_FALSE(lanes.begin_release(7)); // once
    CHECK(lanes.enter_held(d[1]));
    CHECK_FALSE(lanes.enter_held(d[2]));
    lanes.release_read(7, true);
    CHECK(lanes.has_held(7)); // d[3]
    Delivery fresh;
    fresh.lane = 7;
    CHECK(lanes.enter(fresh) == Entry::hold);
}

TEST_CASE("A held row that is still being written is not overtaken") {
    Lanes lanes;
    auto d = same_lane(7);
    lanes.enter(d[0]);
    lanes.block(d[0]);
    lanes.row_written(d[0]);
    lanes.leave(d[0], false);
    CHECK(lanes.enter(d[1]) == Entry::hold); // on its way to the journal
    Delivery again;
    again.lane = 7;
    again.row = Row::waiting;
    lanes.enter_waiting(again);
    lanes.row_gone(7);
    lanes.settle(again);
    CHECK(lanes.enter(d[2]) == Entry::hold); // must not pass d[1]
    lanes.leave(again, false);
    CHECK(lanes.begin_release(7));
    SUBCASE("and becomes durable after the reading") {
        lanes.release_read(7, false);
        CHECK(lanes.has_held(7));
        lanes.leave(d[1], true);
        lanes.leave(d[2], true);
    }
    SUBCASE("or while they are read") {
        lanes.leave(d[1], true);
        lanes.leave(d[2], true);
        lanes.release_read(7, false);
        CHECK(lanes.has_held(7));
    }
    CHECK(lanes.begin_release(7)); // read again
    lanes.release_read(7, false);
    CHECK(lanes.size() == 0);
}

TEST_CASE("Held rows that were read and have to wait again are dropped from memory, not written") {
    Lanes lanes;
    auto d = same_lane(7);
    lanes.found_held(7);
    CHECK(lanes.begin_release(7));
    for (auto& delivery : d) {
        delivery.row = Row::held;
        lanes.enter_held(delivery);
    }
    lanes.release_read(7, false);
    CHECK_FALSE(lanes.blocked(7));
    auto behind = lanes.block(d[0]);
    lanes.row_written(d[0]);
    CHECK(lanes.has_held(7));
    CHECK(lanes.has_waiting(7));
    while (auto* next = behind.pop()) lanes.leave(*next, false);
    lanes.leave(d[0], false);
    CHECK(lanes.blocked(7));
}

TEST_CASE("A waiting row waits while another one of its lane is under way") {
    Lanes lanes;
    auto d = same_lane(7);
    lanes.found_waiting(7);
    lanes.found_waiting(7);
    CHECK(lanes.enter_waiting(d[0]));
    CHECK_FALSE(lanes.enter_waiting(d[1]));
    CHECK(lanes.enter(d[2]) == Entry::hold);
}
