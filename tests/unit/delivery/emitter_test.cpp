// Derived events on the engine, over the journal that ships; and a kill with state and derived events.
#include "store_host.hpp"
#include "tests/support/temporary_directory.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <mutex>
#include <set>
#include <string>
#include <vector>

using namespace turnout;
using namespace turnout::delivery::test;
using turnout::test::TemporaryDirectory;

TEST_CASE("emit: a derived event is routed like its parent, once, whatever is retried") {
    const TemporaryDirectory directory;
    StoreHost host{directory.path()};
    std::mutex mutex;
    std::vector<std::string> ids, bodies;
    host.start([&](const turnout_event& event, turnout_outcome&) {
        if (is_derived(event)) {
            const std::lock_guard lock{mutex};
            ids.emplace_back(text(event.message_id));
            bodies.emplace_back(text(event.body));
            CHECK(text(event.type) == "custom.test");
            CHECK(text(event.ordering_key) == "1337");
            CHECK(event.event_index != 0);
            return TURNOUT_OK;
        }
        CHECK(host.emit(event.token, R"({"n":1})") == TURNOUT_EMIT_DONE);
        CHECK(host.emit(event.token, R"({"n":2})") == TURNOUT_EMIT_DONE);
        return event.attempt < 3 ? TURNOUT_RETRY : TURNOUT_OK;
    });
    host.append("m\"1", R"({"subscription":{"condition":{"broadcaster_user_id":"1337","x":"a\"b"}},"event":{}})");
    REQUIRE(wait_until([&] {
        const std::lock_guard lock{mutex};
        return ids.size() == 2;
    }));
    REQUIRE(host.settled());
    CHECK(ids.size() == 2);
    CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == 2);
    CHECK(ids[0].starts_with("emitted-"));
    CHECK(bodies[1] == R"({"subscription":{"type":"custom.test","version":"1","status":"enabled","condition":)"
                       R"({"broadcaster_user_id":"1337","x":"a\"b"}},"event":{"n":2},"emitted":{"plugin":"fake",)"
                       R"("parent":"all/1/0","message_id":"m\"1","hops":1}})");
}

TEST_CASE("emit: what is no single JSON object, too deep or too much is refused") {
    const TemporaryDirectory directory;
    StoreHost host{directory.path()};
    host.start([&](const turnout_event& event, turnout_outcome&) {
        if (is_derived(event)) return TURNOUT_OK;
        for (const auto* json : {"", "[]", "1", "{", "{} {}", R"({},"emitted":{"hops":0})", "{\"a\":\"\xff\"}"})
            CHECK(host.emit(event.token, json) == TURNOUT_EMIT_INVALID);
        std::string deep = "1";
        for (int level = 0; level < 63; ++level) deep = "{\"a\":" + deep + "}";
        CHECK(host.emit(event.token, deep) == TURNOUT_EMIT_INVALID);
        CHECK(host.emit(event.token, deep.substr(5, deep.size() - 6)) == TURNOUT_EMIT_DONE);
        const std::string large = "{\"a\":\"" + std::string(262'000, 'x') + "\"}";
        for (int i = 0; i < 4; ++i) CHECK(host.emit(event.token, large) == TURNOUT_EMIT_DONE);
        CHECK(host.emit(event.token, large) == TURNOUT_EMIT_FULL);
        while (host.emit(event.token) == TURNOUT_EMIT_DONE) {
        }
        return TURNOUT_OK;
    });
    host.append("m1");
    REQUIRE(wait_until([&] { return host.journal->last() == 1 + TURNOUT_EMIT_MAX_EVENTS; }));
    REQUIRE(host.settled());
}

TEST_CASE("emit: a plugin that answers each event with another one is stopped after four") {
    const TemporaryDirectory directory;
    StoreHost host{directory.path()};
    std::atomic<int> refused{0};
    host.start([&](const turnout_event& event, turnout_outcome&) {
        if (host.emit(event.token) == TURNOUT_EMIT_TOO_DEEP) ++refused;
        return TURNOUT_OK;
    });
    host.append("m1");
    REQUIRE(wait_until([&] { return refused == 1; }));
    REQUIRE(host.settled());
    CHECK(host.journal->last() == 1 + TURNOUT_EMIT_MAX_HOPS);
    CHECK(static_cast<unsigned>(host.handler->calls) == 1 + TURNOUT_EMIT_MAX_HOPS);
}

TEST_CASE("emit: a plugin that answers each event with all it may is bounded for each event of Twitch") {
    const TemporaryDirectory directory;
    StoreHost host{directory.path()};
    host.start(
        [&](const turnout_event& event, turnout_outcome&) {
            while (host.emit(event.token) == TURNOUT_EMIT_DONE) {
            }
            return TURNOUT_OK;
        },
        0);
    host.append("m1");
    REQUIRE(wait_until([&] { return host.journal->last() == 1 + 64 * (1 + 16 * (1 + 4 * (1 + 1))); },
                       std::chrono::seconds{150})); // a sanitizer's build needs a while for so many
    REQUIRE(host.settled());
    CHECK(host.journal->last() == 1 + 9'280);
}

TEST_CASE("emit: refused while the journal does not accept, and taken when it does again") {
    const TemporaryDirectory directory;
    std::atomic<std::uint64_t> free{0};
    StoreHost host{directory.path(), [&](journal::SqliteOptions& options) {
                       options.min_free_disk = 100;
                       options.free_disk = [&] { return free.load(); };
                       options.housekeeping = std::chrono::milliseconds(0);
                   }};
    free = 1'000;
    REQUIRE(wait_until([&] { return host.journal->state().accepting; }));
    std::atomic<int> refused{0}, emitted{0};
    Gate gate;
    const OpenAtEnd end{gate};
    host.start([&](const turnout_event& event, turnout_outcome& outcome) -> turnout_verdict {
        if (is_derived(event)) return TURNOUT_OK;
        gate.pass();
        const auto result = host.emit(event.token);
        ++(result == TURNOUT_EMIT_REFUSED ? refused : emitted);
        if (result == TURNOUT_EMIT_DONE) return TURNOUT_OK;
        say(outcome, "not now", 1);
        if (event.attempt == 2) free = 1'000;
        return TURNOUT_RETRY;
    });
    host.append("m1");
    free = 99;
    REQUIRE(wait_until([&] { return !host.journal->state().accepting; }));
    gate.open();
    REQUIRE(wait_until([&] { return host.journal->last() == 2; }));
    REQUIRE(host.settled());
    CHECK(refused >= 2);
    CHECK(emitted == 1);
}

TEST_CASE("emit: a plugin that emits without end does not outgrow journal.max_size") {
    constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20, max_size = 16 * mebibyte;
    constexpr std::size_t parents = 80;
    const TemporaryDirectory directory;
    StoreHost host{directory.path(), [&](journal::SqliteOptions& options) { options.max_size = max_size; }};
    Gate gate;
    const OpenAtEnd end{gate};
    std::atomic<std::size_t> refused{0}, done{0};
    host.handler = std::make_shared<FakeHandler>(
        [&](const turnout_event& event, turnout_outcome& outcome) -> turnout_verdict {
            if (is_derived(event)) return TURNOUT_OK;
            // What was emitted before is stored, so that it is the journal that refuses.
            CHECK(wait_until([&] { return host.journal->last() >= parents + done * TURNOUT_EMIT_MAX_EVENTS; }));
            const std::string json = "{\"a\":\"" + std::string(16'000, 'x') + "\"}";
            auto result = host.emit(event.token, json);
            while (result == TURNOUT_EMIT_DONE) result = host.emit(event.token, json);
            if (result == TURNOUT_EMIT_FULL) return ++done, TURNOUT_OK;
            CHECK(result == TURNOUT_EMIT_REFUSED);
            say(outcome, "not now", 3'600'000);
            return ++refused, TURNOUT_RETRY;
        },
        1);
    const auto stuck = std::make_shared<FakeHandler>(
        [gate](const turnout_event&, turnout_outcome&) {
            gate.pass(); // so that nothing of it can be purged
            return TURNOUT_OK;
        },
        1);
    for (std::size_t i = 0; i < parents; ++i) host.append("m" + std::to_string(i));
    host.engine->start({{StoreHost::unordered("all"), host.handler}, {StoreHost::unordered("stuck"), stuck}});
    REQUIRE(wait_until([&] { return done + refused == parents; }));
    CHECK(refused > 0);
    // What came between two looks, and what was under way, is over it.
    CHECK((host.journal->last() - parents) * 16'000 < max_size + 14 * mebibyte);
    CHECK_FALSE(host.journal->state().accepting);
    gate.open();
    CHECK(wait_until([&] { return stuck->running == 0; }));
}

TEST_CASE("emit: what one plugin has in memory is bounded, whoever defers") {
    const TemporaryDirectory directory;
    constexpr std::size_t parents = 40;
    std::mutex mutex;
    std::vector<std::uint64_t> tokens;
    std::atomic<std::size_t> taken{0}, refused{0}, written{0}, unwritten{0};
    StoreHost host{directory.path()};
    host.start_unordered([&](const turnout_event& event, turnout_outcome&) -> turnout_verdict {
        if (is_derived(event)) return TURNOUT_OK;
        const std::string json = "{\"a\":\"" + std::string(262'000, 'x') + "\"}";
        for (int i = 0; i < 3; ++i) ++(host.emit(event.token, json) == TURNOUT_EMIT_REFUSED ? refused : taken);
        for (int i = 0; i < 4; ++i)
            ++(host.put(event.token, std::to_string(i), std::string(65'000, 'x')) == TURNOUT_STATE_FAILED ? unwritten
                                                                                                          : written);
        const std::lock_guard lock{mutex};
        tokens.push_back(event.token);
        return TURNOUT_DEFERRED;
    });
    for (std::size_t i = 0; i < parents; ++i) host.append("m" + std::to_string(i));
    const auto all = [&] {
        const std::lock_guard lock{mutex};
        return tokens.size();
    };
    REQUIRE(wait_until([&] { return all() == parents; }));
    CHECK(taken * 262'000 <= TURNOUT_EMIT_MAX_UNSETTLED);
    CHECK(taken * 262'000 + written * 65'000 > TURNOUT_EMIT_MAX_UNSETTLED * 3 / 4); // which of the two is chance
    CHECK(refused > 0);
    CHECK(unwritten > 0);
    for (const auto token : tokens) host.engine->complete("fake", token, TURNOUT_OK, 0, "");
    REQUIRE(host.settled());
    // Nothing is counted any more: one that comes now may take all.
    CHECK(host.journal->last() == parents + taken);
    const auto before = refused.load();
    host.append("late");
    REQUIRE(wait_until([&] { return all() == parents + 1; }));
    CHECK(refused == before);
    host.engine->complete("fake", tokens.back(), TURNOUT_OK, 0, "");
    REQUIRE(host.settled());
}

TEST_CASE("a kill between hand-out and settling doubles and loses neither state nor derived events") {
    const TemporaryDirectory directory;
    const auto store = [&](int run) { return directory.path() / std::to_string(run); };
    constexpr std::size_t events = 40;
    int run = 0;
    for (bool killed = true; killed; ++run) {
        StoreHost host{store(run)};
        killed = false;
        if (run == 0)
            for (std::size_t i = 0; i < events; ++i) host.append("m" + std::to_string(i));
        std::mutex mutex;
        const int stop_at = 3 + run * 5; // handlers of this run until it is "killed"
        std::atomic<int> handled{0};
        std::filesystem::create_directories(store(run + 1));
        host.start(
            [&](const turnout_event& event, turnout_outcome&) {
                if (is_derived(event)) {
                    host.count(event.token, "derived/" + std::string{text(event.message_id)});
                    return TURNOUT_OK;
                }
                host.count(event.token, "count");
                host.count(event.token, "handled/" + std::string{text(event.message_id)});
                CHECK(host.emit(event.token) == TURNOUT_EMIT_DONE);
                const std::lock_guard lock{mutex};
                if (++handled == stop_at && !killed) { // what is on the disk now is all that a kill would leave
                    for (const auto* name : {"journal.db", "journal.db-wal"})
                        std::filesystem::copy_file(store(run) / name, store(run + 1) / name);
                    killed = true;
                }
                return TURNOUT_OK;
            },
            1);
        REQUIRE(host.settled());
        if (killed) continue;
        CHECK(host.value("count") == std::to_string(events));
        for (const auto* prefix : {"handled/", "derived/"}) {
            plugins::StatePort::Entries found;
            CHECK(host.states().scan("fake", 0, prefix, "", 1'000, found) == TURNOUT_STATE_DONE);
            CHECK(found.size() == events);
            for (const auto& [key, value] : found) CHECK(value == "1");
        }
        CHECK(host.journal->last() == 2 * events);
    }
    CHECK(run > 1);
}
