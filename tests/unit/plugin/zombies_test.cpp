#include "core/plugin/zombies.hpp"

#include <doctest/doctest.h>

using turnout::plugins::Zombie;
using turnout::plugins::Zombies;

namespace {

Zombie zombie(const std::string& plugin, std::uint64_t generation) {
    return {plugin, "/plugins/" + plugin + ".so", generation, {}, "it hangs"};
}

} // namespace

TEST_CASE("zombies are counted for each plugin, and told in the order in which they came") {
    Zombies zombies{3};
    CHECK(zombies.status().all.empty());
    CHECK(zombies.status().most == 3);
    CHECK(zombies.add(zombie("a", 1)) == 1);
    CHECK(zombies.add(zombie("b", 4)) == 1);
    CHECK(zombies.add(zombie("a", 2)) == 2);
    CHECK(zombies.of("nobody").empty());
    REQUIRE(zombies.of("a").size() == 2);
    CHECK(zombies.of("a")[0].generation == 1);
    CHECK(zombies.of("a")[1].generation == 2);
    zombies.set_most(5);
    const auto status = zombies.status();
    REQUIRE(status.all.size() == 3);
    CHECK(status.all[1].plugin == "b");
    CHECK(status.all[1].generation == 4);
    CHECK(status.most == 5);
}
