#include "core/config/describe.hpp"
#include "core/config/load.hpp"
#include <doctest/doctest.h>
using namespace turnout::config;

TEST_CASE("smoke") {
    auto r = load(Sources::from_text("eventsub.secret = abcdefghijkl\n"), {});
    INFO(to_string(r.problems));
    REQUIRE(r);
    MESSAGE(describe(*r.config));
}
