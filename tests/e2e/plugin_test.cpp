// What a plugin answers, and what it does to the host.
#include "tests/e2e/obedient_host.hpp"

#include <doctest/doctest.h>

#include <csignal>

using namespace turnout::test;
using namespace std::chrono_literals;

TEST_CASE("promise 2: RETRY comes again until it succeeds, and then never again") {
    ObedientHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.tell("retry-until-3") == 204);
    CHECK(host.wait_for_note("end retry-until-3 3"));
    CHECK(host.stop() == 0);
    REQUIRE(host.start());
    CHECK(host.tell("last") == 204);
    CHECK(host.wait_for_note("end last 1"));
    CHECK(host.stop() == 0);
    const std::vector<std::string> expected{"begin retry-until-3 1", "begin retry-until-3 2", "begin retry-until-3 3",
                                            "end retry-until-3 3",   "begin last 1",          "end last 1"};
    CHECK(lines_of(host.notes()) == expected);
}

TEST_CASE("promise 2: what was to be retried is retried after a kill") {
    ObedientHost host("route.everything.retry.attempts = 100\nroute.everything.order_by = none\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.tell("retry-until-8") == 204);
    CHECK(host.wait_for_note("begin retry-until-8 2"));
    host.kill();
    REQUIRE(host.start());
    CHECK(host.wait_for_note("end retry-until-8 8"));
    CHECK(host.stop() == 0);
}

TEST_CASE("promise 2: REJECT is a dead letter: settled, with its reason, and not tried again") {
    ObedientHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.tell("reject") == 204);
    CHECK(host.wait_for_note("begin reject 1"));
    CHECK(host.tell("next") == 204); // the same ordering key: comes after
    CHECK(host.wait_for_note("end next 1"));
    CHECK(host.stop() == 0);
    REQUIRE(host.start());
    CHECK(host.tell("last") == 204);
    CHECK(host.wait_for_note("end last 1"));
    CHECK(host.stop() == 0);
    CHECK(host.noted("begin reject 1"));
    CHECK_FALSE(host.noted("begin reject 2"));
    bool kept = false;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(host.directory() / "state"))
        if (entry.is_regular_file())
            kept = kept || read_file(entry.path()).find("rejected as told") != std::string::npos;
    CHECK(kept);
}

TEST_CASE("DEFERRED is settled when the plugin says so") {
    ObedientHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.tell("defer") == 204);
    CHECK(host.wait_for_note("end defer 1"));
    CHECK(host.tell("next") == 204); // the same ordering key: proves that the first is settled
    CHECK(host.wait_for_note("end next 1"));
    CHECK(host.stop() == 0);
}

TEST_CASE("a handler that throws is retried and the host lives") {
    ObedientHost host("route.everything.retry.attempts = 2\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.tell("throw") == 204);
    CHECK(host.wait_for_note("begin throw 2"));
    CHECK(host.tell("next") == 204);
    CHECK(host.wait_for_note("end next 1"));
    CHECK(host.stop() == 0);
    CHECK_FALSE(host.noted("begin throw 3"));
}

TEST_CASE("a plugin that hangs holds no stop up for longer than shutdown.timeout, and the event comes again") {
    ObedientHost host("shutdown.timeout = 300ms\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.tell("sleep-600000") == 204);
    CHECK(host.wait_for_note("begin sleep-600000 1"));
    CHECK(host.stop() == 0);
    REQUIRE(host.start());
    CHECK(wait_until([&] { return lines_of(host.notes()).size() >= 2; }));
    CHECK(host.stop() == 0);
}

TEST_CASE("a handler that is nearly done is waited for") {
    ObedientHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.tell("sleep-500") == 204);
    CHECK(host.wait_for_note("begin sleep-500 1"));
    CHECK(host.stop() == 0);
    CHECK(host.noted("end sleep-500 1"));
}

TEST_CASE("what a plugin has deferred can be answered in its stop(), and does not come again") {
    ObedientHost host("shutdown.timeout = 1h\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.tell("defer-until-stop") == 204);
    CHECK(host.wait_for_note("end defer-until-stop 1"));
    CHECK(host.stop() == 0);
    REQUIRE(host.start());
    CHECK(host.tell("last") == 204);
    CHECK(host.wait_for_note("end last 1"));
    CHECK(host.stop() == 0);
    CHECK_FALSE(host.noted("begin defer-until-stop 2"));
}

TEST_CASE("a second signal ends the host at once, with 128 + its number") {
    for (const int number : {SIGTERM, SIGINT}) {
        ObedientHost host("shutdown.timeout = 1h\n");
        REQUIRE_MESSAGE(host.start(), host.log());
        CHECK(host.tell("sleep-600000") == 204);
        CHECK(host.wait_for_note("begin sleep-600000 1"));
        host.process().signal(SIGTERM);
        REQUIRE(host.process().wait_for_text("stopping"));
        // At once it would be the same request again, so it is repeated until it counts.
        CHECK(wait_until([&] {
            if (host.process().running()) host.process().signal(number);
            return !host.process().running();
        }));
        CHECK(host.process().wait() == 128 + number);
    }
}

TEST_CASE("promise 9: events that wait for a plugin wait in the journal, and all come in the end") {
    ObedientHost host("delivery.window = 8\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.tell("sleep-1000") == 204);
    REQUIRE(host.wait_for_note("begin sleep-1000 1"));
    // All of one broadcaster, so that they queue behind the one that sleeps.
    REQUIRE(run(host.loadgen({"-n", "2000", "-c", "16", "--broadcasters", "1", "--bid-base", "1337"})).status == 0);
    CHECK(wait_until([&] { return lines_of(host.notes()).size() == 2 * 2001; }, std::chrono::seconds{60}));
    CHECK(host.stop() == 0);
}
