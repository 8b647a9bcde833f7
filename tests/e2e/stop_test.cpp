// How the host ends.
#include "tests/e2e/host_under_test.hpp"

#include <doctest/doctest.h>

#include <csignal>

using namespace turnout::test;
using namespace std::chrono_literals;

TEST_CASE("SIGTERM drains: what was acknowledged is handled, the status is 0") {
    HostUnderTest host;
    REQUIRE(host.start());
    const auto acks = host.directory() / "acknowledged";
    Process load(
        host.loadgen({"-n", "1000000", "-d", "20", "-c", "32", "--ack-file", acks.string(), "--drain", "0.5"}));
    REQUIRE(host.wait_until_delivered(500));
    CHECK(host.stop() == 0);
    load.signal(SIGTERM);
    REQUIRE(load.wait());
    REQUIRE(host.start()); // a backlog that was left in the journal comes now
    const auto acknowledged = lines_of(acks);
    CHECK(acknowledged.size() >= 500);
    CHECK(host.wait_until_delivered(acknowledged.size()));
    CHECK(host.stop() == 0);
    for (const auto& id : acknowledged) CHECK(host.delivered().count(id) == 1);
    for (const auto& [id, count] : host.delivered()) CHECK(count == 1); // a clean stop leaves nothing to repeat
}

TEST_CASE("a request that is in flight when SIGTERM comes is answered") {
    HostUnderTest host;
    REQUIRE(host.start());
    RawClient client(host.port());
    const std::string bytes = SignedRequest{}.bytes();
    REQUIRE(client.send(bytes.substr(0, bytes.size() - 1)));
    host.process().signal(SIGTERM);
    REQUIRE(host.process().wait_for_text("stopping"));
    client.send(bytes.substr(bytes.size() - 1));
    const int status = client.response().status;
    const bool sound =
        status == 204 || status == 503; // completed in time, or told to come again; never lost in silence
    CHECK_MESSAGE(sound, status);
    CHECK(host.process().wait() == 0);
    if (status == 204) {
        REQUIRE(host.start());
        CHECK(host.wait_until_delivered(1));
    }
}

TEST_CASE("SIGINT is the same as SIGTERM") {
    HostUnderTest host;
    REQUIRE(host.start());
    host.process().signal(SIGINT);
    CHECK(host.process().wait() == 0);
}

TEST_CASE("SIGHUP does not end the host") {
    HostUnderTest host;
    REQUIRE(host.start());
    host.process().signal(SIGHUP);
    REQUIRE(host.process().wait_for_text("SIGHUP"));
    CHECK(post(host.port(), {}).status == 204);
    CHECK(host.stop() == 0);
}
