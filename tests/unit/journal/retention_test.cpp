// What is purged, what is not, and what is still known afterwards.
#include "tests/unit/journal/sqlite_engine.hpp"

#include <doctest/doctest.h>

namespace turnout::test {

using journal::AppendResult;
using journal::Disposition;
using journal::Outcome;
using journal::ParkedState;
using journal::RouteStart;
using journal::Sequence;

namespace {

constexpr auto hour = std::chrono::hours(1);

struct RetainingEngine : SqliteEngine {
    RetainingEngine() {
        options.housekeeping = std::chrono::milliseconds(0);
        options.retention = 10 * hour;
        options.dedup_window = 24 * hour;
    }
};

void append_some(RunningJournal& journal, int from, int to, std::size_t size = 100) {
    const std::size_t before = journal.answers().given().size();
    for (int i = from; i < to; ++i)
        journal->append(std::make_unique<Message>("m-" + std::to_string(i), std::string(size, 'x')));
    REQUIRE(journal.answers().wait_for(before + static_cast<std::size_t>(to - from)));
}

void settle_to(RunningJournal& journal, const std::string& route, Sequence to) {
    std::vector<Outcome> outcomes;
    for (Sequence one = 1; one <= to; ++one) outcomes.push_back(done(route, one));
    REQUIRE(journal.settle(outcomes));
}

Sequence oldest(const RunningJournal& journal) {
    const auto events = journal->read(0, 1, 1);
    return events.empty() ? 0 : events[0].sequence;
}

bool all_known(RunningJournal& journal, int to) {
    for (int i = 0; i < to; ++i)
        if (journal.append("m-" + std::to_string(i)) != AppendResult::duplicate) return false;
    return true;
}

} // namespace

TEST_CASE("old events go once every route has settled them, and are still known") {
    const RetainingEngine fresh;
    RetainingEngine engine;
    {
        RunningJournal journal(engine.open());
        journal->open_route("r", RouteStart::now);
        journal->open_route("s", RouteStart::now);
        append_some(journal, 0, 100);
        engine.clock.advance(11 * hour);
        append_some(journal, 100, 120);
        settle_to(journal, "r", 120);
        settle_to(journal, "s", 50);
        // Rows are groups: at most what s has settled goes, the row in which it stands stays.
        CHECK(wait_until([&] { return oldest(journal) > 1 || journal->read(0, 200, 1 << 20).size() == 120; }));
        CHECK(oldest(journal) <= 51);
        settle_to(journal, "s", 100);
        CHECK(wait_until([&] { return oldest(journal) == 101; }));
        CHECK(journal.read_all().size() == 20);
        CHECK(all_known(journal, 120));
        CHECK(journal->last() == 120);
    }
    RunningJournal journal(engine.open());
    CHECK(oldest(journal) == 101);
    CHECK(all_known(journal, 120));
    CHECK(journal->open_route("late", RouteStart::oldest).settled_to == 100);
}

TEST_CASE("an empty log goes on counting where it was") {
    RetainingEngine engine;
    {
        RunningJournal journal(engine.open());
        append_some(journal, 0, 40);
        engine.clock.advance(11 * hour);
        CHECK(wait_until([&] { return oldest(journal) == 0; }));
        CHECK(journal->last() == 40);
    }
    RunningJournal journal(engine.open());
    CHECK(journal->last() == 40);
    CHECK(journal->open_route("r", RouteStart::oldest).settled_to == 40);
    CHECK(all_known(journal, 40));
    CHECK(journal.append("new") == AppendResult::stored);
    CHECK(journal->last() == 41);
}

TEST_CASE("ids are forgotten after the window, not before") {
    RetainingEngine engine;
    RunningJournal journal(engine.open());
    append_some(journal, 0, 100);
    journal.append(Message::kept(Disposition::stale, "old", "late"));
    engine.clock.advance(11 * hour);
    CHECK(wait_until([&] { return oldest(journal) == 0; }));
    // From memory to disk: enough others that nothing of the first is recent any more.
    append_some(journal, 1'000, 1'400);
    engine.clock.advance(12 * hour);
    CHECK(all_known(journal, 100));
    CHECK(journal.append(Message::kept(Disposition::stale, "old", "late")) == AppendResult::duplicate);
    engine.clock.advance(2 * hour + hour * 24);
    CHECK(wait_until([&] { return journal.append("m-0") == AppendResult::stored; }));
}

TEST_CASE("above the size settled events go early, else nothing more is accepted") {
    RetainingEngine engine;
    engine.options.max_size = 2 << 20;
    RunningJournal journal(engine.open());
    journal->open_route("slow", RouteStart::now);
    int sent = 0;
    while (journal->state().accepting && sent < 1'000) {
        append_some(journal, sent, sent + 10, 10'000);
        sent += 10;
    }
    CHECK(sent < 1'000);
    CHECK(journal->state().reason.find("route slow") != std::string::npos);
    CHECK(journal->state().reason.find("journal.max_size") != std::string::npos);
    CHECK(journal.append("more") == AppendResult::refused);
    CHECK(oldest(journal) == 1);
    settle_to(journal, "slow", journal->last() / 2);
    CHECK(wait_until([&] { return journal->state().accepting; }));
    CHECK(oldest(journal) > 1);
    CHECK(journal.append("more") == AppendResult::stored);
    CHECK(all_known(journal, 10));
}

TEST_CASE("a retired route holds its events until retention ends it") {
    RetainingEngine engine;
    RunningJournal journal(engine.open());
    journal->open_route("r", RouteStart::now);
    append_some(journal, 0, 10);
    const auto events = journal.read_all();
    CHECK(journal.settle({park("r", events[9], ParkedState::waiting), park("r", events[8], ParkedState::dead)}));
    journal->retire_route("r");
    engine.clock.advance(9 * hour);
    CHECK(journal.append("another") == AppendResult::stored);
    CHECK(journal.cursor("r").retired);
    CHECK(oldest(journal) == 1);
    engine.clock.advance(2 * hour);
    CHECK(wait_until([&] { return journal->cursors().empty(); }));
    CHECK(wait_until([&] { return oldest(journal) == 11; }));
    CHECK(journal->counts("r").waiting == 0);
    CHECK(journal->counts("r").dead == 1);
}

} // namespace turnout::test
