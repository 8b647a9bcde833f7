// The disk that fails, fills up, or takes its time: never a 2xx for what is not on it.
#include "tests/e2e/host_under_test.hpp"

#include <doctest/doctest.h>

#include <fstream>

using namespace turnout::test;
using namespace std::chrono_literals;

namespace {

Process::Options on_faulty_disk(const HostUnderTest& host) {
    Process::Options options;
    options.environment = {{"LD_PRELOAD", TURNOUT_FAULTY_DISK},
                           {"TURNOUT_TEST_DISK", host.directory().path().string()},
                           {"ASAN_OPTIONS", "verify_asan_link_order=0"}};
    return options;
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("promise 1: no 2xx before the sync has returned") {
    HostUnderTest host;
    REQUIRE(host.start(on_faulty_disk(host)));
    CHECK(post(host.port(), {}).status == 204);
    const auto hold = host.directory().write("hold", "");
    RawClient client(host.port());
    SignedRequest request;
    request.id = "held-up";
    REQUIRE(client.send(request.bytes()));
    CHECK(client.response(500ms).status == 0);
    RawClient repeated(host.port()); // the duplicate must wait for the first to be durable, too
    REQUIRE(repeated.send(request.bytes()));
    CHECK(repeated.response(500ms).status == 0);
    std::filesystem::remove(hold);
    CHECK(client.response().status == 204);
    CHECK(repeated.response().status == 204);
    CHECK(host.wait_until_delivered(2));
    CHECK(host.stop() == 0);
    CHECK(host.delivered().at("held-up") == 1);
}

TEST_CASE("promise 1: after a failed sync nothing is accepted, and nothing that was refused is handled") {
    HostUnderTest host;
    REQUIRE(host.start(on_faulty_disk(host)));
    CHECK(post(host.port(), {}).status == 204);
    const auto fail = host.directory().write("fail", "");
    SignedRequest request;
    request.id = "lost";
    const RawResponse refused = post(host.port(), request);
    CHECK(refused.status == 503);
    CHECK_FALSE(refused.field("Retry-After").empty());
    std::filesystem::remove(fail);
    // The kernel may have dropped the dirty pages: a later success proves nothing.
    CHECK(post(host.port(), request).status == 503);
    const RawResponse readiness = host.admin("/readyz");
    CHECK(readiness.status == 503);
    CHECK_MESSAGE(contains(readiness.body, "journal"), readiness.body);
    CHECK(host.admin("/healthz").status == 200);
    host.stop();
    REQUIRE(host.start());
    CHECK(post(host.port(), request).status == 204); // and it is no duplicate
    CHECK(host.wait_until_delivered(2));
    CHECK(host.stop() == 0);
}

TEST_CASE("a full disk: 503 and never a 2xx, and what was acknowledged before is handled") {
    HostUnderTest host;
    Process::Options small;
    small.largest_file = 4 << 20; // the journal's log grows into this
    REQUIRE(host.start(small));
    const auto acks = host.directory() / "acknowledged";
    const Finished load = run(host.loadgen({"-n", "20000", "-c", "16", "--ack-file", acks.string()}));
    CHECK_MESSAGE(contains(load.output, R"("503":)"), load.output);
    const RawResponse answer = post(host.port(), {});
    CHECK(answer.status == 503);
    CHECK_FALSE(answer.field("Retry-After").empty());
    host.stop();
    const auto acknowledged = lines_of(acks);
    CHECK_FALSE(acknowledged.empty());
    std::filesystem::remove(host.directory() / "events.jsonl"); // it hit the limit, too; the retries write a new one
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(post(host.port(), {}).status == 204);
    CHECK(host.stop() == 0);
}

TEST_CASE("a state directory that cannot be written: the host refuses to start and names it") {
    if (getuid() == 0) {
        const HostUnderTest host;
        const Finished result = host.turnout({"serve", "--set", "state.directory=/proc/turnout"});
        CHECK(result.status == 1);
        CHECK_MESSAGE(contains(result.errors, "/proc/turnout"), result.errors);
        return;
    }
    const HostUnderTest host;
    const auto state = host.directory() / "state";
    std::filesystem::create_directory(state);
    std::filesystem::permissions(state, std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
    const Finished result = host.turnout({"serve"});
    CHECK(result.status == 1);
    CHECK_MESSAGE(contains(result.errors, state.string()), result.errors);
}

TEST_CASE("a damaged event in the journal: /readyz names the route that cannot go on, the others do") {
    HostUnderTest host;
    REQUIRE(host.start());
    SignedRequest large;
    large.body = SignedRequest::follow_by(std::string(20'000, 'x'));
    CHECK(post(host.port(), large).status == 204);
    SignedRequest next;
    next.id = "id-2"; // the newest event is looked at when the journal is opened
    CHECK(post(host.port(), next).status == 204);
    CHECK(host.wait_until_delivered(2));
    CHECK(host.stop() == 0);
    const auto file = host.directory() / "state" / "journal.db";
    const auto at = read_file(file).find(std::string(2'000, 'x')); // within the body, where no structure of SQLite is
    REQUIRE(at != std::string::npos);
    std::fstream(file, std::ios::in | std::ios::out | std::ios::binary).seekp(static_cast<std::streamoff>(at + 1'000))
        << 'y';
    std::ofstream(host.configuration(), std::ios::app) << "route.late.plugin = archive\nroute.late.start = oldest\n";
    host.launch();
    CHECK_MESSAGE(
        wait_until([&] { return host.admin("/readyz").body.find("route late delivers nothing") != std::string::npos; }),
        host.log());
    CHECK(host.admin("/readyz").status == 503);
    next.id = "id-3";
    CHECK(post(host.port(), next).status == 204);
    CHECK(host.wait_until_delivered(3));
    CHECK(host.stop() == 0);
}
