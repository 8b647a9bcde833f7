// Handlers past their timeout with an event that stood in the journal before: as held, or as a suspect.
#include "bench.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <mutex>

using namespace turnout;
using namespace turnout::delivery::test;
using journal::ParkedState;

namespace {

constexpr std::chrono::milliseconds past_timeout{11'000};

/// The events of key 1 that were handled, in order.
class Handled {
public:
    void note(const turnout_event& event) {
        const std::lock_guard lock{mutex_};
        if (text(event.ordering_key) == "1") sequences_.push_back(event.sequence);
    }

    std::vector<std::uint64_t> sequences() const {
        const std::lock_guard lock{mutex_};
        return sequences_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::uint64_t> sequences_;
};

bool overdue(Bench& bench) {
    bench.clock.advance(past_timeout);
    bench.engine->notify();
    return bench.until([&] { return bench.log().find("past its timeout") != std::string::npos; });
}

/// What a crash leaves while the first of so many events of one key is being handled.
Disk interrupted(std::size_t events) {
    Bench bench;
    const Gate gate;
    const OpenAtEnd end{gate};
    auto handler = bench.handler([gate](const turnout_event&, turnout_outcome&) {
        gate.pass();
        return TURNOUT_OK;
    });
    bench.add(events);
    bench.start({{route("all"), handler}});
    REQUIRE(bench.until([&] { return handler->running == 1; }));
    bench.journal->cut();
    return bench.journal->disk();
}

} // namespace

TEST_CASE("A held event that was read back and is stuck holds back its key only") {
    Handled handled;
    Bench bench{{}, false, {2, 32}};
    const Gate gate;
    const OpenAtEnd end{gate};
    auto handler = bench.handler([&, gate](const turnout_event& event, turnout_outcome& outcome) {
        if (event.sequence == 1 && event.attempt == 1) {
            say(outcome, "", 60'000);
            return TURNOUT_RETRY;
        }
        if (event.sequence == 2) gate.pass();
        handled.note(event);
        return TURNOUT_OK;
    });
    bench.start({{route("all"), handler}});
    bench.add(2);
    REQUIRE(bench.until([&] { return bench.journal->disk().of(ParkedState::held).size() == 1; }));
    bench.clock.advance(std::chrono::milliseconds{61'000});
    bench.engine->notify();
    REQUIRE(bench.until([&] { return handler->running == 1; }));
    bench.add(20); // behind it in memory
    REQUIRE(bench.until([&] { return bench.engine->routes().front().in_memory == 21; }));
    REQUIRE(overdue(bench));
    bench.add(60);
    bench.add(1, {.broadcaster = "2"});
    REQUIRE(bench.until([&] { return bench.journal->disk().cursors.at("all").settled_to == 83; }));
    const auto disk = bench.journal->disk();
    CHECK(disk.of(ParkedState::held).size() == 80);
    REQUIRE(disk.of(ParkedState::waiting).size() == 1);
    CHECK(disk.of(ParkedState::waiting)[0].verdict == "timeout");
    CHECK(bench.until([&] { return bench.engine->routes().front().in_memory == 1; })); // told after it is on disk
    gate.open();
    REQUIRE(bench.settled());
    CHECK(bench.journal->disk().rows.empty());
    const auto sequences = handled.sequences();
    CHECK(sequences.size() == 82);
    CHECK(std::is_sorted(sequences.begin(), sequences.end()));
}

TEST_CASE("So does a suspect that is stuck") {
    Handled handled;
    Bench bench{interrupted(60), true, {2, 32}};
    const Gate gate;
    const OpenAtEnd end{gate};
    auto handler = bench.handler([&, gate](const turnout_event& event, turnout_outcome&) {
        if (event.sequence == 1) gate.pass();
        handled.note(event);
        return TURNOUT_OK;
    });
    bench.start({{route("all"), handler}});
    REQUIRE(bench.until([&] { return handler->running == 1; }));
    REQUIRE(overdue(bench));
    bench.add(1, {.broadcaster = "2"});
    REQUIRE(bench.until([&] { return bench.journal->disk().cursors.at("all").settled_to == 61; }));
    CHECK(bench.journal->disk().of(ParkedState::held).size() == 59);
    gate.open();
    REQUIRE(bench.settled());
    CHECK(bench.journal->disk().rows.empty());
    const auto sequences = handled.sequences();
    CHECK(sequences.size() == 60);
    CHECK(std::is_sorted(sequences.begin(), sequences.end()));
}
