// State of plugins on the engine, over the journal that ships.
#include "store_host.hpp"
#include "tests/support/temporary_directory.hpp"

#include <doctest/doctest.h>

#include <string>
#include <thread>
#include <vector>

using namespace turnout;
using namespace turnout::delivery::test;
using turnout::test::TemporaryDirectory;

TEST_CASE("state: OK commits what was written with the token, every other verdict forgets it") {
    const TemporaryDirectory directory;
    {
        StoreHost host{directory.path()};
        host.start([&](const turnout_event& event, turnout_outcome& outcome) {
            const std::string id{text(event.message_id)};
            CHECK_FALSE(host.value("seen/" + id, event.token));
            CHECK(host.put(event.token, "seen/" + id, std::to_string(event.attempt)) == TURNOUT_STATE_DONE);
            CHECK(host.value("seen/" + id, event.token) == std::to_string(event.attempt));
            CHECK_FALSE(host.value("seen/" + id));
            host.count(event.token, "count");
            if (id == "retried" && event.attempt < 3) return TURNOUT_RETRY;
            if (id == "rejected") say(outcome, "no");
            return id == "rejected" ? TURNOUT_REJECT : TURNOUT_OK;
        });
        for (const auto* id : {"plain", "retried", "rejected"}) host.append(id);
        REQUIRE(host.settled());
    }
    StoreHost host{directory.path()};
    CHECK(host.value("seen/plain") == "1");
    CHECK(host.value("seen/retried") == "3");
    CHECK_FALSE(host.value("seen/rejected"));
    CHECK(host.value("count") == "2");
}

TEST_CASE("state: handlers one at a time may read, change and write") {
    const TemporaryDirectory directory;
    StoreHost host{directory.path()};
    host.start([&](const turnout_event& event, turnout_outcome&) {
        host.count(event.token, "count");
        return TURNOUT_OK;
    });
    for (int i = 0; i < 500; ++i) host.append("m" + std::to_string(i));
    REQUIRE(host.settled());
    CHECK(host.value("count") == "500");
}

TEST_CASE("state: without a token a write is there at once, a scan sees the delivery's own writes") {
    const TemporaryDirectory directory;
    StoreHost host{directory.path()};
    CHECK(host.put(0, "u/1", "a") == TURNOUT_STATE_DONE);
    CHECK(host.put(0, "u/2", "b") == TURNOUT_STATE_DONE);
    CHECK(host.put(0, "u/3", "c") == TURNOUT_STATE_DONE);
    CHECK(host.states().write("fake", 0, "u/3", std::nullopt) == TURNOUT_STATE_DONE);
    CHECK(host.states().write("fake", 0, "u/3", std::nullopt) == TURNOUT_STATE_ABSENT);
    plugins::StatePort::Entries seen, page;
    host.start([&](const turnout_event& event, turnout_outcome&) {
        CHECK(host.states().write("fake", event.token, "u/1", std::nullopt) == TURNOUT_STATE_DONE);
        CHECK(host.states().write("fake", event.token, "u/1", std::nullopt) == TURNOUT_STATE_ABSENT);
        CHECK(host.put(event.token, "u/9", "z") == TURNOUT_STATE_DONE);
        CHECK(host.states().scan("fake", event.token, "u/", "", 10, seen) == TURNOUT_STATE_DONE);
        CHECK(host.states().scan("fake", event.token, "u/", "u/2", 1, page) == TURNOUT_STATE_DONE);
        return TURNOUT_OK;
    });
    host.append("m1");
    REQUIRE(host.settled());
    CHECK(seen == plugins::StatePort::Entries{{"u/2", "b"}, {"u/9", "z"}});
    CHECK(page == plugins::StatePort::Entries{{"u/9", "z"}});
}

TEST_CASE("state: a scan goes on behind a page of which the delivery has erased everything") {
    const TemporaryDirectory directory;
    StoreHost host{directory.path()};
    const std::string large(TURNOUT_STATE_MAX_VALUE, 'x'); // 16 of them are a page
    const auto key = [](int number) { return "k" + std::to_string(100 + number); };
    for (int i = 0; i < 40; ++i) REQUIRE(host.put(0, key(i), large) == TURNOUT_STATE_DONE);
    std::vector<std::string> seen;
    host.start([&](const turnout_event& event, turnout_outcome&) {
        for (int i = 0; i < 20; ++i)
            CHECK(host.states().write("fake", event.token, key(i), std::nullopt) == TURNOUT_STATE_DONE);
        for (std::string after;;) {
            plugins::StatePort::Entries page;
            CHECK(host.states().scan("fake", event.token, "k", after, 1000, page) == TURNOUT_STATE_DONE);
            if (page.empty()) break;
            for (const auto& entry : page) seen.push_back(entry.first);
            after = seen.back();
        }
        return TURNOUT_OK;
    });
    host.append("m1");
    REQUIRE(host.settled());
    std::vector<std::string> left;
    for (int i = 20; i < 40; ++i) left.push_back(key(i));
    CHECK(seen == left);
}

TEST_CASE("state: a token is good for its own instance and until the delivery is over") {
    const TemporaryDirectory directory;
    StoreHost host{directory.path()};
    std::atomic<std::uint64_t> token{0};
    host.start([&](const turnout_event& event, turnout_outcome&) {
        token = event.token;
        std::string value;
        CHECK(host.states().get("other", event.token, "k", value) == TURNOUT_STATE_NO_TOKEN);
        CHECK(host.states().write("other", event.token, "k", "v") == TURNOUT_STATE_NO_TOKEN);
        CHECK(host.states().once("other", event.token, "k", std::chrono::hours{1}) == TURNOUT_STATE_NO_TOKEN);
        CHECK(host.engine->emissions().emit("other", event.token, "custom.x", "1", "{}") == TURNOUT_EMIT_NO_TOKEN);
        return TURNOUT_DEFERRED;
    });
    host.append("m1");
    REQUIRE(wait_until([&] { return token != 0 && host.engine->totals().deferred == 1; }));
    CHECK(host.put(token, "k", "deferred") == TURNOUT_STATE_DONE);
    CHECK(host.engine->complete("fake", token, TURNOUT_OK, 0, ""));
    for (const std::uint64_t forged : {token.load(), token + 1, std::uint64_t{1}}) {
        CHECK(host.put(forged, "k", "late") == TURNOUT_STATE_NO_TOKEN);
        CHECK(host.states().once("fake", forged, "k", std::chrono::hours{1}) == TURNOUT_STATE_NO_TOKEN);
        CHECK(host.emit(forged) == TURNOUT_EMIT_NO_TOKEN);
    }
    CHECK(host.states().once("fake", 0, "k", std::chrono::hours{1}) == TURNOUT_STATE_NO_TOKEN);
    REQUIRE(host.settled());
    CHECK(host.value("k") == "deferred");
}

TEST_CASE("state: limits of a delivery and of an instance") {
    const TemporaryDirectory directory;
    StoreHost host{directory.path()};
    const std::string large(TURNOUT_STATE_MAX_VALUE, 'x');
    host.start([&](const turnout_event& event, turnout_outcome&) {
        for (unsigned i = 0; i < TURNOUT_STATE_MAX_WRITES; ++i)
            CHECK(host.put(event.token, "k" + std::to_string(i), "v") > 0);
        CHECK(host.put(event.token, "one more", "v") == TURNOUT_STATE_FULL);
        CHECK(host.put(event.token, "k7", "again") == TURNOUT_STATE_DONE);
        unsigned large_ones = 0;
        while (host.put(event.token, "k" + std::to_string(large_ones), large) > 0) ++large_ones;
        CHECK(large_ones == 15); // the sixteenth would be over 1 MiB with the small ones
        return TURNOUT_OK;
    });
    host.append("m1");
    REQUIRE(host.settled());
    int written = 0;
    while (host.put(0, "big" + std::to_string(written), large) == TURNOUT_STATE_DONE) ++written;
    CHECK(written > 200);
    CHECK(host.put(0, "big0", large) == TURNOUT_STATE_DONE); // replaces
    CHECK(host.states().write("fake", 0, "big0", std::nullopt) == TURNOUT_STATE_DONE);
    CHECK(host.put(0, "bigger", large) == TURNOUT_STATE_DONE);
    CHECK(host.states().write("other", 0, "k", large) == TURNOUT_STATE_DONE);
}

TEST_CASE("state: near the limit a write that replaces needs no more room, whoever wrote before") {
    const TemporaryDirectory directory;
    StoreHost host{directory.path()};
    const std::string large(TURNOUT_STATE_MAX_VALUE, 'x');
    int written = 0;
    while (host.put(0, "big" + std::to_string(written), large) == TURNOUT_STATE_DONE) ++written;
    std::atomic<int> replaced{0}, erased{0}, refilled{0}, over{0};
    host.start([&](const turnout_event& event, turnout_outcome&) {
        for (int i = 0; i < 5; ++i)
            if (host.put(event.token, "big" + std::to_string(i), large) == TURNOUT_STATE_DONE) ++replaced;
        for (int i = 5; i < 8; ++i)
            if (host.states().write("fake", event.token, "big" + std::to_string(i), std::nullopt) > 0) ++erased;
        for (int i = 0; i < 3; ++i)
            if (host.put(event.token, "new" + std::to_string(i), large) == TURNOUT_STATE_DONE) ++refilled;
        for (int i = 3; i < 6; ++i)
            if (host.put(event.token, "new" + std::to_string(i), large) == TURNOUT_STATE_FULL) ++over;
        return TURNOUT_OK;
    });
    host.append("m1");
    REQUIRE(host.settled());
    CHECK(replaced == 5);
    CHECK(erased == 3);
    CHECK(refilled == 3);
    CHECK(over == 3);
}

TEST_CASE("state: what several deliveries write at once does not outgrow the limit together") {
    const TemporaryDirectory directory;
    StoreHost host{directory.path()};
    const std::string large(TURNOUT_STATE_MAX_VALUE, 'x');
    std::mutex mutex;
    std::vector<std::uint64_t> tokens;
    host.start_unordered([&](const turnout_event& event, turnout_outcome&) {
        for (int i = 0; i < 15; ++i)
            static_cast<void>(
                host.put(event.token, std::string{text(event.message_id)} + "/" + std::to_string(i), large));
        const std::lock_guard lock{mutex};
        tokens.push_back(event.token);
        return TURNOUT_DEFERRED;
    });
    for (int i = 0; i < 20; ++i) host.append("m" + std::to_string(i)); // 18.75 MiB
    REQUIRE(wait_until([&] {
        const std::lock_guard lock{mutex};
        return tokens.size() == 20;
    }));
    for (const auto token : tokens) CHECK(host.engine->complete("fake", token, TURNOUT_OK, 0, ""));
    REQUIRE(host.settled());
    const auto used = host.journal->plugin_state().usage("fake").bytes;
    CHECK(used <= TURNOUT_STATE_MAX_TOTAL);
    CHECK(used > TURNOUT_STATE_MAX_TOTAL - 2 * TURNOUT_STATE_MAX_VALUE);
}

TEST_CASE("once: threads that ask with one token get one answer") {
    const TemporaryDirectory directory;
    StoreHost host{directory.path()};
    std::atomic<int> fresh{0}, other{0};
    host.start([&](const turnout_event& event, turnout_outcome&) {
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                for (int key = 0; key < 20; ++key) {
                    const auto answer =
                        host.states().once("fake", event.token, std::to_string(key), std::chrono::hours{1});
                    ++(answer == TURNOUT_STATE_FRESH ? fresh : other);
                }
            });
        }
        for (auto& thread : threads) thread.join();
        return TURNOUT_OK;
    });
    host.append("m1");
    REQUIRE(host.settled());
    CHECK(fresh == 80);
    CHECK(other == 0);
}

TEST_CASE("state: a completion within handle() ends reading and writing, and counts when handle() returns") {
    const TemporaryDirectory directory;
    StoreHost host{directory.path()};
    host.start([&](const turnout_event& event, turnout_outcome&) {
        CHECK(host.put(event.token, "k", "v") == TURNOUT_STATE_DONE);
        CHECK(host.engine->complete("fake", event.token, TURNOUT_OK, 0, ""));
        std::string value;
        CHECK(host.states().get("fake", event.token, "k", value) == TURNOUT_STATE_NO_TOKEN);
        CHECK(host.put(event.token, "k", "late") == TURNOUT_STATE_NO_TOKEN);
        CHECK_FALSE(host.value("k"));
        return TURNOUT_RETRY; // what it returns counts no more
    });
    host.append("m1");
    REQUIRE(host.settled());
    CHECK(host.value("k") == "v");
}

TEST_CASE("once: fresh, then unfinished in a retry, done after OK, the same answer within an attempt") {
    const TemporaryDirectory directory;
    StoreHost host{directory.path()};
    std::vector<turnout_state_result> answers;
    host.start([&](const turnout_event& event, turnout_outcome&) {
        for (int i = 0; i < 2; ++i)
            answers.push_back(host.states().once("fake", event.token, "greeting", std::chrono::hours{1}));
        return event.attempt < 2 && text(event.message_id) == "m1" ? TURNOUT_RETRY : TURNOUT_OK;
    });
    host.append("m1");
    REQUIRE(host.settled());
    host.append("m2");
    REQUIRE(host.settled());
    host.clock.advance(std::chrono::hours{2});
    host.append("m3");
    REQUIRE(host.settled());
    CHECK(answers == std::vector<turnout_state_result>{
                         TURNOUT_STATE_FRESH, TURNOUT_STATE_FRESH, TURNOUT_STATE_UNFINISHED, TURNOUT_STATE_UNFINISHED,
                         TURNOUT_STATE_DONE, TURNOUT_STATE_DONE, TURNOUT_STATE_FRESH, TURNOUT_STATE_FRESH});
}
