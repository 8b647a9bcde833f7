#include "core/delivery/delivery_pool.hpp"

#include <doctest/doctest.h>

using namespace turnout::delivery;

TEST_CASE("Slots are used again, under new tokens") {
    DeliveryPool pool{{1, 2, 3, 4}};
    auto& first = pool.take();
    const auto token = first.token;
    CHECK(token != 0);
    CHECK(pool.find(token) == &first);
    pool.give(first);
    CHECK(pool.find(token) == nullptr);
    auto& second = pool.take();
    CHECK(&second == &first);
    CHECK(second.token != token);
    CHECK(pool.find(token) == nullptr);
    CHECK(pool.find(second.token) == &second);
    CHECK(pool.find(0) == nullptr);
    CHECK(pool.slots().size() == 1);
}

TEST_CASE("Nothing of an earlier delivery is left in its slot") {
    DeliveryPool pool{{1, 2, 3, 4}};
    auto& used = pool.take();
    used.attempt = 5;
    used.row = Row::waiting;
    used.charged = used.suspect = used.overdue = true;
    used.crashes = 2;
    used.lane = 9;
    used.ordering_key = "key";
    used.reason = "reason";
    used.early = Ruling{};
    used.since_accepted = used.handling = std::chrono::seconds{1};
    used.first_attempt = used.last_attempt = turnout::eventsub::Time{std::chrono::seconds{1}};
    pool.give(used);
    const auto& fresh = pool.take();
    CHECK(&fresh == &used);
    CHECK(fresh.attempt == 1);
    CHECK(fresh.row == Row::none);
    CHECK_FALSE(fresh.charged);
    CHECK_FALSE(fresh.suspect);
    CHECK_FALSE(fresh.overdue);
    CHECK(fresh.crashes == 0);
    CHECK(fresh.lane == 0);
    CHECK(fresh.ordering_key.empty());
    CHECK(fresh.reason.empty());
    CHECK_FALSE(fresh.early.has_value());
    CHECK(fresh.since_accepted == std::chrono::nanoseconds{0});
    CHECK(fresh.handling == std::chrono::nanoseconds{0});
    CHECK(fresh.first_attempt == turnout::eventsub::Time{});
    CHECK(fresh.last_attempt == turnout::eventsub::Time{});
}

TEST_CASE("A retained slot is freed by the last release") {
    DeliveryPool pool{{1, 2, 3, 4}};
    auto& delivery = pool.take();
    const auto token = delivery.token;
    pool.retain(delivery);
    pool.retain(delivery);
    pool.give(delivery);
    CHECK(delivery.stage == Stage::pinned);
    CHECK(pool.find(token) == &delivery);
    CHECK(&pool.take() != &delivery);
    pool.release(delivery);
    CHECK(pool.find(token) == &delivery);
    pool.release(delivery);
    CHECK(pool.find(token) == nullptr);
    CHECK(pool.in_use() == 1);
    pool.release(delivery); // one too many
    CHECK(pool.in_use() == 1);
}
