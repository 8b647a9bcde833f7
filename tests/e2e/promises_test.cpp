// The promises of the design that no other file is about, each under its number.
#include "tests/e2e/host_under_test.hpp"

#include "core/eventsub/clock.hpp"
#include "core/sim/message.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

using namespace turnout;
using namespace turnout::test;

namespace {

std::string ago(std::chrono::seconds age) {
    return sim::format_time(eventsub::SystemClock().now() - age);
}

SignedRequest with_id(const std::string& id) {
    SignedRequest request;
    request.id = id;
    return request;
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::size_t resident_kilobytes(pid_t pid) {
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmRSS:")) return std::strtoull(line.c_str() + 6, nullptr, 10);
    return 0;
}

} // namespace

TEST_CASE("promise 2: a message that comes again is answered 204 and not handled again, also after a restart") {
    HostUnderTest host;
    REQUIRE(host.start());
    CHECK(post(host.port(), with_id("twice")).status == 204);
    CHECK(post(host.port(), with_id("twice")).status == 204);
    CHECK(host.stop() == 0);
    REQUIRE(host.start());
    CHECK(post(host.port(), with_id("twice")).status == 204);
    host.kill();
    REQUIRE(host.start());
    CHECK(post(host.port(), with_id("twice")).status == 204);
    CHECK(post(host.port(), with_id("last")).status == 204); // handled after any second copy of the other
    CHECK(host.wait_until_delivered(2));
    CHECK(host.stop() == 0);
    CHECK(host.delivered().at("twice") == 1);
}

TEST_CASE("promise 2: every matching route gets the event, one that does not match does not") {
    HostUnderTest host;
    const auto more = host.directory() / "more.jsonl", other = host.directory() / "other.jsonl";
    std::ofstream(host.configuration(), std::ios::app)
        << "plugin.more.library = jsonl.so\nplugin.more.path = " << more.string()
        << "\nplugin.other.library = jsonl.so\nplugin.other.path = " << other.string()
        << "\nroute.follows.plugin = more\nroute.follows.type = channel.follow\nroute.raids.plugin = other\n"
           "route.raids.type = channel.raid\n";
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(post(host.port(), with_id("fan-out")).status == 204);
    CHECK(host.wait_until_delivered(1));
    CHECK(wait_until([&] { return lines_of(more).size() == 1; }));
    CHECK(host.stop() == 0);
    CHECK(contains(lines_of(more).at(0), "fan-out"));
    CHECK(lines_of(other).empty());
}

TEST_CASE("promise 3: a wrong signature is refused whatever the body is, and changes nothing") {
    HostUnderTest host;
    REQUIRE(host.start());
    SignedRequest forged = with_id("contested");
    forged.signature = "sha256=" + std::string(64, '0');
    CHECK(post(host.port(), forged).status == 403);
    forged.body = "{ this is not JSON";
    CHECK(post(host.port(), forged).status == 403);               // and not "undecodable": nobody has looked into it
    CHECK(post(host.port(), with_id("contested")).status == 204); // the id was not taken by the forgery
    CHECK(host.wait_until_delivered(1));
    CHECK(host.stop() == 0);
    CHECK(host.delivered().at("contested") == 1);
}

TEST_CASE("promise 3: a genuine event resent under other headers is refused and leaves the genuine one alone") {
    HostUnderTest host;
    REQUIRE(host.start());
    SignedRequest resent = with_id("genuine");
    resent.type = "channel.raid";
    CHECK(post(host.port(), resent).status == 403);
    resent = with_id("genuine");
    resent.version = "1";
    CHECK(post(host.port(), resent).status == 403);
    resent = with_id("genuine");
    resent.kind = "revocation";
    CHECK(post(host.port(), resent).status == 403);
    resent.kind = "webhook_callback_verification";
    CHECK(post(host.port(), resent).status == 403);
    CHECK(post(host.port(), with_id("genuine")).status == 204);
    CHECK(host.wait_until_delivered(1));
    CHECK(host.stop() == 0);
    CHECK(host.delivered().size() == 1);
}

TEST_CASE("promise 4: a signed body that cannot be decoded is kept as a dead letter, and is not handled") {
    HostUnderTest host;
    REQUIRE(host.start());
    SignedRequest broken = with_id("undecodable");
    broken.body = "{ this is not JSON but it is signed";
    CHECK(post(host.port(), broken).status == 204);
    CHECK(post(host.port(), with_id("undecodable")).status == 204); // a later, well-formed one is no duplicate
    CHECK(host.wait_until_delivered(1));
    CHECK(host.stop() == 0);
    bool kept = false;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(host.directory() / "state"))
        if (entry.is_regular_file()) kept = kept || contains(read_file(entry.path()), broken.body);
    CHECK(kept);
}

TEST_CASE("promise 4: a stale message is kept and not handled, a fresh one with its id is handled") {
    HostUnderTest host;
    REQUIRE(host.start());
    SignedRequest stale = with_id("late");
    stale.timestamp = ago(std::chrono::minutes{20});
    CHECK(post(host.port(), stale).status == 204);
    CHECK(post(host.port(), with_id("late")).status == 204);
    CHECK(host.wait_until_delivered(1));
    CHECK(host.stop() == 0);
    CHECK(host.delivered().at("late") == 1);
}

TEST_CASE("after 20 stale messages in a row /readyz says that the clock may be wrong, until a fresh one comes") {
    HostUnderTest host;
    REQUIRE(host.start());
    for (int i = 0; i < 20; ++i) {
        CHECK(host.admin("/readyz").status == 200);
        SignedRequest stale = with_id("stale-" + std::to_string(i));
        stale.timestamp = ago(std::chrono::minutes{-11}); // too new is as bad as too old
        CHECK(post(host.port(), stale).status == 204);
    }
    const RawResponse answer = host.admin("/readyz");
    CHECK(answer.status == 503);
    CHECK_MESSAGE(contains(answer.body, "clock"), answer.body);
    CHECK(post(host.port(), with_id("fresh")).status == 204);
    CHECK(host.admin("/readyz").status == 200);
    CHECK(host.stop() == 0);
}

TEST_CASE("promise 6: bad input is a 4xx with a short reason and the host lives on") {
    HostUnderTest host;
    REQUIRE(host.start());
    const auto status = [&](const std::string& bytes) {
        RawClient client(host.port());
        client.send(bytes);
        return client.response().status;
    };
    CHECK(status("GET /eventsub HTTP/1.1\r\nHost: x\r\n\r\n") == 405);
    CHECK(status("POST /elsewhere HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n") == 404);
    CHECK(status("POST /eventsub HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}") / 100 == 4);
    CHECK(status("nonsense\r\n\r\n") == 400);
    CHECK(status("POST /eventsub HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n") == 413);
    CHECK(status("GET / HTTP/1.1\r\nHost: x\r\n\r\n") == 200);
    CHECK(post(host.port(), {}).status == 204);
    CHECK(host.stop() == 0);
}

TEST_CASE("promise 7: no secret in any output, at the most talkative level, in either format") {
    for (const char* format : {"text", "json"}) {
        HostUnderTest host(std::string("eventsub.secret.previous = ${env:PREVIOUS}\ntwitch.client_id = abc\n"
                                       "twitch.client_secret = ${env:CLIENT}\nlog.level = trace\nlog.format = ") +
                           format + "\n");
        Process::Options options;
        options.environment = {{"PREVIOUS", "the-previous-secret-of-it"}, {"CLIENT", "the-client-secret-of-it"}};
        REQUIRE_MESSAGE(host.start(options), host.log());
        CHECK(post(host.port(), {}).status == 204);
        SignedRequest forged = with_id("forged");
        forged.signature = "sha256=" + std::string(64, 'a');
        CHECK(post(host.port(), forged).status == 403);
        CHECK(host.wait_until_delivered(1));
        std::string everything = host.admin("/readyz").body + host.admin("/healthz").body;
        std::ifstream command_line("/proc/" + std::to_string(host.process().pid()) + "/cmdline");
        everything += std::string(std::istreambuf_iterator<char>(command_line), {});
        CHECK(host.stop() == 0);
        everything += host.log();
        everything += host.turnout({"check"}).errors; // the environment lacks PREVIOUS here
        CHECK(everything.size() > 500);
        for (const std::string secret : {test_secret, "the-previous-secret-of-it", "the-client-secret-of-it"})
            CHECK_FALSE_MESSAGE(contains(everything, secret), secret, " stands in the output, format ", format);
    }
}

TEST_CASE("promise 9: a backlog lives in the journal, not in memory") {
    HostUnderTest host("route.everything.timeout = 60s\ndelivery.window = 64\n");
    REQUIRE(host.start());
    // Until what has a limit is filled.
    REQUIRE(run(host.loadgen({"-n", "20000", "-c", "64"}), std::chrono::seconds{240}).status == 0);
    REQUIRE(host.wait_until_delivered(20000, std::chrono::seconds{120}));
    const std::size_t before = resident_kilobytes(host.process().pid());
    REQUIRE(run(host.loadgen({"-n", "20000", "-c", "64", "--seed", "2"}), std::chrono::seconds{240}).status == 0);
    REQUIRE(host.wait_until_delivered(40000, std::chrono::seconds{120}));
    const std::size_t after = resident_kilobytes(host.process().pid());
    MESSAGE("resident before ", before, " kB, after ", after, " kB");
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    constexpr std::size_t allowance = 200'000; // a quarantine, or a shadow of all memory that was ever used
#else
    constexpr std::size_t allowance = 12'000; // 20,000 bodies alone would be 15 MB
#endif
    CHECK(after < before + allowance);
    CHECK(host.stop() == 0);
}
