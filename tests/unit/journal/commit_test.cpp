// What goes into one commit.
#include "tests/unit/journal/sqlite_engine.hpp"

#include <doctest/doctest.h>

#include <future>
#include <numeric>

namespace turnout::test {

using journal::ParkedState;
using journal::RouteStart;

namespace {

/// Commits that are made of two settles which wait together, each parking six events of this size.
std::uint64_t commits_of_two(std::size_t body) {
    const SqliteEngine engine;
    RunningJournal journal(engine.open());
    journal->open_route("r", RouteStart::now);
    for (int i = 0; i < 12; ++i) journal.append("m-" + std::to_string(i), std::string(body, 'x'));
    const auto events = journal.read_all();
    REQUIRE(events.size() == 12);
    const auto commits = [&] {
        const auto counts = journal->figures().commit_seconds.counts;
        return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
    };
    std::promise<void> held, go_on;
    journal->settle({done("s", 1)}, [&](bool) {
        held.set_value();
        go_on.get_future().wait();
    });
    held.get_future().wait();
    const auto before = commits();
    std::vector<std::promise<bool>> told(2);
    for (std::size_t half = 0; half < 2; ++half) {
        std::vector<journal::Outcome> outcomes;
        for (std::size_t i = 0; i < 6; ++i) outcomes.push_back(park("r", events[half * 6 + i], ParkedState::waiting));
        journal->settle(std::move(outcomes), [&told, half](bool durable) { told[half].set_value(durable); });
    }
    go_on.set_value();
    for (auto& one : told) CHECK(one.get_future().get());
    return commits() - before;
}

} // namespace

TEST_CASE("what waits together is one commit, unless it parks too many bytes for that") {
    CHECK(commits_of_two(1'000) == 1);
    CHECK(commits_of_two(1'000'000) == 2);
}

} // namespace turnout::test
