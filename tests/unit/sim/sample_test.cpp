#include "core/sim/sample.hpp"

#include "core/sim/message.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace turnout::sim;

TEST_CASE("every sample is a notification of the type and version that its name says") {
    CHECK(samples().size() >= 90);
    std::set<std::string_view> names;
    for (const Sample& sample : samples()) {
        CAPTURE(std::string(sample.name));
        CHECK(names.insert(sample.name).second);
        const Body body(sample.body);
        CHECK(body.text("subscription.type") == sample.type);
        CHECK(body.text("subscription.version") == sample.version);
        CHECK(std::string(sample.name) == std::string(sample.type) + ".v" + std::string(sample.version));
    }
}

TEST_CASE("without a version the newest sample is meant") {
    REQUIRE(find_sample("channel.follow") != nullptr);
    CHECK(find_sample("channel.follow")->version == "2");
    CHECK(find_sample("channel.follow", "1")->version == "1");
    CHECK(find_sample("channel.custom_power_up_redemption.add")->version == "1"); // and not "beta"
    CHECK(find_sample("channel.follow", "9") == nullptr);
    CHECK(find_sample("channel.follo") == nullptr);
}
