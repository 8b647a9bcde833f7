// A journal of which a part cannot be read: that part is told, everything else goes on.
#include "bench.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>

using namespace turnout;
using namespace turnout::delivery::test;
using journal::ParkedState;

namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// What is on the disk when the first of ten events of one key waits and the others are held.
Disk parked_events() {
    Bench bench;
    auto handler = bench.handler([](const turnout_event&, turnout_outcome& outcome) {
        say(outcome, "", 60'000);
        return TURNOUT_RETRY;
    });
    bench.start({{route("all"), handler}});
    bench.add(10);
    REQUIRE(bench.until([&] { return bench.journal->disk().of(ParkedState::held).size() == 9; }));
    return bench.kill();
}

/// As the journal hands a row out whose copy of the event it cannot read.
void damage(Disk& disk, ParkedState state, std::size_t count) {
    for (auto& [key, row] : disk.rows) {
        if (row.state != state || count == 0) continue;
        row.damage = "its checksum is wrong";
        row.event = {row.key.sequence, {}, nullptr};
        --count;
    }
}

/// Starts on the disk, lets the waiting rows become due, and returns how many events were handled.
int handled_of(Disk disk, bool unclean, std::size_t dead) {
    Bench bench{std::move(disk), unclean};
    auto handler = bench.handler([](const turnout_event&, turnout_outcome&) { return TURNOUT_OK; });
    bench.start({{route("all"), handler}});
    bench.clock.advance(std::chrono::milliseconds{61'000});
    bench.add();
    REQUIRE(bench.settled());
    const auto letters = bench.journal->disk().of(ParkedState::dead);
    CHECK(letters.size() == dead);
    for (const auto& letter : letters) {
        CHECK(letter.verdict == "damaged");
        CHECK(contains(letter.reason, "its checksum is wrong"));
        CHECK(contains(bench.log(), "the parked event " + std::to_string(letter.key.sequence) + " is damaged"));
    }
    CHECK(bench.engine->totals().dead == dead);
    return handler->calls;
}

} // namespace

TEST_CASE("A damaged waiting row is a dead letter, what was held behind it and all else is handled") {
    for (const bool unclean : {false, true}) {
        CAPTURE(unclean);
        auto disk = parked_events();
        damage(disk, ParkedState::waiting, 1);
        CHECK(handled_of(std::move(disk), unclean, 1) == 10);
    }
}

TEST_CASE("A row that is damaged while it waits opens its lane: what is held behind it goes on") {
    for (const std::size_t held : {0U, 9U}) {
        CAPTURE(held);
        Bench bench;
        std::atomic<bool> first{true};
        auto handler = bench.handler([&first](const turnout_event&, turnout_outcome& outcome) {
            if (!first.exchange(false)) return TURNOUT_OK;
            say(outcome, "", 60'000);
            return TURNOUT_RETRY;
        });
        bench.start({{route("all"), handler}});
        bench.add(1 + held);
        REQUIRE(bench.until([&] {
            const auto disk = bench.journal->disk();
            return disk.of(ParkedState::waiting).size() == 1 && disk.of(ParkedState::held).size() == held;
        }));
        bench.journal->alter([](Disk& disk) { damage(disk, ParkedState::waiting, 1); });
        bench.clock.advance(std::chrono::milliseconds{61'000});
        bench.add(); // of the same key
        REQUIRE(bench.settled());
        CHECK(handler->calls == 2 + static_cast<int>(held));
        CHECK(bench.engine->totals().dead == 1);
        bench.add();
        REQUIRE(bench.settled());
        CHECK(handler->calls == 3 + static_cast<int>(held));
        CHECK(bench.journal->disk().of(ParkedState::dead).size() == 1);
    }
}

TEST_CASE("So are damaged held rows") {
    for (const std::size_t count : {1U, 9U}) {
        CAPTURE(count);
        auto disk = parked_events();
        damage(disk, ParkedState::held, count);
        CHECK(handled_of(std::move(disk), false, count) == 11 - static_cast<int>(count));
    }
}

TEST_CASE("A route that cannot read its suspects keeps no other from going on, and the engine says so") {
    Disk disk;
    {
        FakeJournal journal;
        for (int index = 0; index < 10; ++index) journal.add({});
        disk = journal.disk();
    }
    disk.cursors["ahead"] = {"ahead", 5, {}, 10, false, false};
    disk.cursors["behind"] = {"behind", 0, {}, 10, false, false};
    Bench bench{std::move(disk), true};
    auto ahead = bench.handler([](const turnout_event&, turnout_outcome&) { return TURNOUT_OK; });
    auto behind = bench.handler([](const turnout_event&, turnout_outcome&) { return TURNOUT_OK; });
    bench.journal->damage(3);
    bench.start({{route("ahead"), ahead}, {route("behind"), behind}});
    bench.add();
    REQUIRE(bench.until([&] { return ahead->calls == 6; })); // five suspects, and what came later
    CHECK(behind->calls == 0);
    REQUIRE(bench.until([&] { return bench.engine->trouble().size() == 1; }));
    CHECK(bench.engine->trouble()[0] ==
          "route behind delivers nothing, as the journal cannot be read for it: a block is damaged");
    bench.journal->damage(0);
    REQUIRE(bench.settled());
    CHECK(behind->calls == 11);
    CHECK(bench.engine->trouble().empty());
}

TEST_CASE("An engine whose journal has failed says so") {
    Bench bench;
    auto handler = bench.handler([](const turnout_event&, turnout_outcome&) { return TURNOUT_OK; });
    bench.start({{route("all"), handler}});
    CHECK(bench.engine->trouble().empty());
    bench.journal->fail();
    bench.add();
    REQUIRE(bench.until([&] { return bench.engine->trouble().size() == 1; }));
    CHECK(contains(bench.engine->trouble()[0], "the journal cannot settle any more"));
}
