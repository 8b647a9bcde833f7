// What is purged, what is not, and what is still known afterwards.
#include "core/journal/sqlite/space_guard.hpp"
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

TEST_CASE("a journal that is full says of what") {
    RetainingEngine engine;
    engine.options.max_size = 2 << 20;
    RunningJournal journal(engine.open());
    journal->open_route("r", RouteStart::now);
    const auto fill_with = [&](ParkedState state) {
        const auto full = [&] {
            const auto now = journal->state();
            return !now.accepting && now.reason.find("by itself") == std::string::npos;
        };
        for (int sent = 0; !full() && sent < 1'000; sent += 10) {
            const Sequence before = journal->last();
            append_some(journal, sent, sent + 10, 10'000);
            std::vector<Outcome> outcomes;
            for (const auto& event : journal.read_all(before)) outcomes.push_back(park("r", event, state));
            REQUIRE(journal.settle(outcomes));
            REQUIRE(wait_until([&] { return journal->state().accepting || full(); }));
        }
        return journal->state().reason;
    };
    SUBCASE("dead letters") {
        const auto reason = fill_with(ParkedState::dead);
        CHECK(reason.find("dead letters take about") != std::string::npos);
        CHECK(reason.find("turnout dead drop") != std::string::npos);
        CHECK(reason.find("journal.dead.max_size") != std::string::npos);
        CHECK(reason.find("route ") == std::string::npos);
        std::promise<journal::StepsDone> told;
        journal->drop_dead({}, [&](const journal::StepsDone& done) { told.set_value(done); });
        CHECK(told.get_future().get().rows > 10);
        CHECK(wait_until([&] { return journal->state().accepting; }));
    }
    SUBCASE("dead letters, though a route has not settled everything") {
        journal->open_route("slow", RouteStart::now);
        append_some(journal, 2'000, 2'010, 10'000);
        settle_to(journal, "r", 10);
        const auto park_twice = [&](const std::string& route) {
            std::vector<Outcome> outcomes;
            for (const auto& event : journal.read_all()) outcomes.push_back(park(route, event, ParkedState::dead));
            return outcomes;
        };
        for (int i = 0; journal->state().accepting && i < 100; ++i)
            REQUIRE(journal.settle(park_twice("gone-" + std::to_string(i))));
        REQUIRE(wait_until([&] { return !journal->state().accepting; }));
        CHECK(journal->state().reason.find("turnout dead drop") != std::string::npos);
        CHECK(journal->state().reason.find("route slow") == std::string::npos);
    }
    SUBCASE("what waits") {
        fill_with(ParkedState::waiting);
        const auto says = [&](const char* what) { return journal->state().reason.find(what) != std::string::npos; };
        CHECK(wait_until([&] { return says("events of route r wait for another attempt"); }));
        CHECK_FALSE(says("dead drop"));
    }
}

TEST_CASE("dead letters have limits of their own, and the oldest go first") {
    RetainingEngine engine;
    SUBCASE("age") {
        engine.options.dead_max_age = 3 * hour;
    }
    SUBCASE("count") {
        engine.options.dead_max_count = 150;
    }
    SUBCASE("size") {
        engine.options.dead_max_size = 30'000; // about 150, with what a record takes besides its body
    }
    const auto dead_of = [](RunningJournal& journal, int from, int to) {
        append_some(journal, from, to);
        std::vector<Outcome> outcomes;
        for (const auto& event : journal.read_all(static_cast<Sequence>(from), 500))
            outcomes.push_back(park("r", event, ParkedState::dead));
        REQUIRE(journal.settle(outcomes));
    };
    RunningJournal journal(engine.open());
    journal->open_route("r", RouteStart::now);
    dead_of(journal, 0, 120);
    CHECK(journal->counts("r").dead == 120);
    engine.clock.advance(4 * hour);
    dead_of(journal, 120, 240);
    CHECK(wait_until([&] {
        const auto now = journal->figures();
        const bool old_gone = engine.options.dead_max_age > 4 * hour || now.dead_letters == 120;
        return now.expired.all() != 0 && old_gone && now.dead_letters <= engine.options.dead_max_count &&
               now.dead_bytes <= engine.options.dead_max_size;
    }));
    const auto left = journal->find_parked({.limit = 500});
    REQUIRE(left.size() >= 100);
    CHECK(left.back().parked.key.sequence == 240);
    for (std::size_t i = 1; i < left.size(); ++i)
        CHECK(left[i].parked.key.sequence == left[i - 1].parked.key.sequence + 1);
    const auto figures = journal->figures();
    CHECK(figures.dead_letters == left.size());
    CHECK(figures.dead_bytes > 100 * left.size());
    CHECK(figures.expired.all() == 240 - left.size());
    const bool one_cause = figures.expired.by_age == figures.expired.all() ||
                           figures.expired.by_count == figures.expired.all() ||
                           figures.expired.by_size == figures.expired.all();
    CHECK(one_cause);
}

TEST_CASE("the journal tells how it stands") {
    RetainingEngine engine;
    RunningJournal journal(engine.open());
    CHECK(journal->figures().oldest == 0);
    journal->open_route("r", RouteStart::now);
    journal->open_route("s", RouteStart::now);
    append_some(journal, 0, 20);
    append_some(journal, 20, 21);
    settle_to(journal, "r", 20);
    settle_to(journal, "s", 21);
    engine.clock.advance(hour);
    CHECK(wait_until([&] { return journal->figures().used_bytes != 0; }));
    const auto figures = journal->figures();
    CHECK(figures.max_bytes == engine.options.max_size);
    CHECK(figures.used_bytes > 20 * 100);
    CHECK(figures.free_disk_bytes != 0);
    CHECK_FALSE(figures.over_size);
    CHECK(figures.oldest == 1);
    CHECK(figures.newest == 21);
    CHECK(figures.commit_events.sum == 21);
    std::uint64_t commits = 0;
    for (const std::uint64_t count : figures.commit_seconds.counts) commits += count;
    CHECK(commits >= 6);
    CHECK(figures.commit_seconds.sum > 0);
}

TEST_CASE("what is refused for its size is accepted again only well below it") {
    journal::sqlite::SpaceGuard guard("/state", {.max_size = 1'000'000});
    guard.see_size(1'000'001, true, "");
    CHECK(guard.may_try()); // purging may still help
    guard.see_size(1'000'001, false, "route slow has not settled");
    CHECK_FALSE(guard.may_try());
    CHECK(guard.state().reason.find("route slow") != std::string::npos);
    guard.see_size(990'000, false, "route slow has not settled");
    CHECK(guard.over_size());
    guard.see_size(950'000, false, "route slow has not settled");
    CHECK(guard.may_try());
    guard.see_size(1'000'000, false, "route slow has not settled");
    CHECK(guard.may_try());
    // Purging that does not keep up must not fill the disk.
    guard.see_size(1'100'001, true, "");
    CHECK(guard.over_size());
    CHECK(guard.state().reason.find("by itself") != std::string::npos);
    guard.see_size(1'050'000, false, "raise it");
    CHECK(guard.state().reason.ends_with("raise it"));
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
