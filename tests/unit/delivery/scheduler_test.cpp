#include "core/delivery/scheduler.hpp"

#include "bench.hpp"

#include <doctest/doctest.h>

#include <deque>

using namespace turnout::delivery;

namespace {

struct Yard {
    explicit Yard(std::size_t workers) : scheduler(workers) {}

    RouteRun& add(std::size_t concurrency, PluginRun& plugin) {
        auto route = test::route("r" + std::to_string(routes.size() + 1));
        route.concurrency = concurrency;
        auto& run = routes.emplace_back(std::make_shared<const RouteEntry>(RouteBinding{route, nullptr}));
        run.plugin = &plugin;
        plugin.routes.push_back(&run);
        return run;
    }

    void ready(RouteRun& run, int count) {
        for (int index = 0; index < count; ++index) {
            auto& delivery = deliveries.emplace_back();
            delivery.route = &run;
            scheduler.ready(delivery);
        }
    }

    void finish(Delivery& delivery) {
        scheduler.returned(delivery);
        scheduler.over(delivery);
    }

    Scheduler scheduler;
    std::deque<RouteRun> routes;
    std::deque<Delivery> deliveries;
};

} // namespace

TEST_CASE("Routes take turns") {
    Yard yard{10};
    PluginRun plugin;
    auto& a = yard.add(0, plugin);
    auto& b = yard.add(0, plugin);
    yard.ready(a, 3);
    yard.ready(b, 2);
    std::vector<RouteRun*> order;
    while (auto* next = yard.scheduler.pick()) order.push_back(next->route);
    CHECK(order == std::vector<RouteRun*>{&a, &b, &a, &b, &a});
    CHECK(yard.scheduler.waiting() == 0);
    CHECK(yard.scheduler.begun() == 5);
    CHECK(yard.scheduler.underway() == 5);
}

TEST_CASE("A route goes on when its own limit allows it") {
    Yard yard{10};
    PluginRun plugin;
    auto& route = yard.add(2, plugin);
    yard.ready(route, 3);
    auto* first = yard.scheduler.pick();
    REQUIRE(first != nullptr);
    REQUIRE(yard.scheduler.pick() != nullptr);
    CHECK(yard.scheduler.pick() == nullptr);
    yard.scheduler.returned(*first); // deferred: still counts
    CHECK(yard.scheduler.pick() == nullptr);
    yard.scheduler.over(*first);
    CHECK(yard.scheduler.pick() != nullptr);
}

TEST_CASE("A plugin's limit is shared by its routes") {
    Yard yard{10};
    PluginRun plugin;
    plugin.limit = 1;
    auto& a = yard.add(0, plugin);
    auto& b = yard.add(0, plugin);
    yard.ready(a, 1);
    yard.ready(b, 1);
    auto* first = yard.scheduler.pick();
    REQUIRE(first != nullptr);
    CHECK(yard.scheduler.pick() == nullptr);
    yard.finish(*first);
    auto* second = yard.scheduler.pick();
    REQUIRE(second != nullptr);
    CHECK(second->route != first->route);
}

TEST_CASE("One plugin takes no more threads than there are workers, so that a spare one serves another") {
    Yard yard{2};
    PluginRun stuck, other;
    auto& a = yard.add(0, stuck);
    auto& b = yard.add(0, stuck);
    yard.ready(a, 5);
    yard.ready(b, 5);
    REQUIRE(yard.scheduler.pick() != nullptr);
    REQUIRE(yard.scheduler.pick() != nullptr);
    CHECK(yard.scheduler.pick() == nullptr);
    CHECK_FALSE(yard.scheduler.starving());
    auto& c = yard.add(0, other);
    yard.ready(c, 1);
    CHECK(yard.scheduler.starving());
    auto* next = yard.scheduler.pick();
    REQUIRE(next != nullptr);
    CHECK(next->route == &c);
}

TEST_CASE("Ready deliveries can be taken out again") {
    Yard yard{2};
    PluginRun plugin;
    auto& a = yard.add(0, plugin);
    auto& b = yard.add(0, plugin);
    yard.ready(a, 3);
    yard.ready(b, 1);
    CHECK(yard.scheduler.take() == &yard.deliveries[0]);
    CHECK(yard.scheduler.take() == &yard.deliveries[3]);
    auto rest = yard.scheduler.drain(a);
    CHECK(rest.pop() == &yard.deliveries[1]);
    CHECK(rest.pop() == &yard.deliveries[2]);
    CHECK(rest.empty());
    CHECK(yard.scheduler.waiting() == 0);
    CHECK(yard.scheduler.pick() == nullptr);
    CHECK(yard.scheduler.begun() == 0);
}

TEST_CASE("Attempts under way are known by their age") {
    Underway underway;
    std::array<Delivery, 3> d;
    for (auto& delivery : d) underway.add(delivery);
    CHECK(underway.oldest() == &d[0]);
    underway.remove(d[1]);
    underway.remove(d[0]);
    CHECK(underway.oldest() == &d[2]);
    underway.remove(d[0]); // not in it any more
    CHECK(underway.oldest() == &d[2]);
    underway.remove(d[2]);
    CHECK(underway.oldest() == nullptr);
}
