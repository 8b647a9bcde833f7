// The index beside the log: what it lets a search pass by was not meant.
#include "core/journal/sqlite/database.hpp"
#include "tests/unit/journal/conformance_archive.hpp"
#include "tests/unit/journal/sqlite_engine.hpp"

#include <doctest/doctest.h>

#include <random>

namespace turnout::test {

namespace {

struct IndexedEngine : QuickSqliteEngine {
    IndexedEngine() {
        options.index_interval = std::chrono::milliseconds(1);
        options.recent_ids = 16'384;
        options.segment_ids = 8'192;
        options.cache_bytes = 1 << 20;
    }

    std::int64_t number(const char* sql) const {
        return journal::sqlite::Database(directory / "journal.db", journal::sqlite::Access::read_only, "").number(sql);
    }

    bool summarized(std::int64_t events, std::int64_t rows = 0) const {
        return wait_until([&] {
            return number("SELECT value FROM meta WHERE key = 'events_summarized'") >= events &&
                   number("SELECT value FROM meta WHERE key = 'rows_summarized'") >= rows;
        });
    }
};

/// Some conditions of each kind, most of them rare.
template <typename Query> Query any_query(std::mt19937& random, int events) {
    const auto any = [&](int below) { return std::uniform_int_distribution<int>(0, below - 1)(random); };
    Query query;
    if (any(4) == 0) query.id = "m-" + std::to_string(any(events + 50));
    if (any(3) == 0) query.type = any(2) == 0 ? "channel.*" : "stream.online";
    if (any(3) == 0) query.broadcaster = archive_broadcaster(any(100));
    if (any(4) == 0) query.since = archive_time(any(events));
    if (any(4) == 0) query.until = archive_time(any(events));
    query.limit = static_cast<std::size_t>(1 + any(200));
    return query;
}

} // namespace

TEST_CASE("a search with the index finds what one without would") {
    IndexedEngine engine;
    constexpr int events = 5'000;
    RunningJournal journal(engine.open());
    fill_archive(journal, 0, events);
    const auto all = journal.read_all(0, 1'000);
    REQUIRE(engine.summarized(events - 1'024)); // batches are not cut
    std::mt19937 random(4);
    for (int i = 0; i < 300; ++i) {
        auto query = any_query<EventQuery>(random, events);
        if (i % 3 == 0) query.before = 1 + random() % (events + 100);
        if (i % 5 == 0) query.after = random() % (events + 100);
        query.oldest_first = i % 2 == 0;
        std::vector<Sequence> expected;
        for (const auto& event : all)
            if (event.sequence > query.after && (query.before == 0 || event.sequence < query.before) &&
                matches(query, event))
                expected.push_back(event.sequence);
        if (!query.oldest_first) std::reverse(expected.begin(), expected.end());
        if (expected.size() > query.limit) expected.resize(query.limit);
        CAPTURE(i);
        CHECK(sequences(journal->find(query)) == expected);
    }
}

TEST_CASE("a summary is of few commits, so that a search reads little where each has one event") {
    IndexedEngine engine;
    constexpr int events = 600;
    RunningJournal journal(engine.open());
    for (int i = 0; i < events; ++i) fill_archive(journal, i, i + 1); // waits for each
    REQUIRE(engine.summarized(64));
    CHECK(engine.number("SELECT max(last - first) FROM summaries") == 63);
}

TEST_CASE("a search of parked rows with the index finds what one without would, also after rows have gone") {
    IndexedEngine engine;
    constexpr int events = 4'000;
    RunningJournal journal(engine.open());
    journal->open_route("r", RouteStart::now);
    journal->open_route("s", RouteStart::now);
    fill_archive(journal, 0, events);
    std::vector<Outcome> outcomes;
    for (const auto& event : journal.read_all(0, 1'000)) {
        const auto state = event.sequence % 2 == 0 ? ParkedState::dead : ParkedState::waiting;
        outcomes.push_back(park(event.sequence % 5 == 0 ? "s" : "r", event, state));
        if (event.sequence % 7 == 0) outcomes.back().parked->last_attempt = event.event.accepted;
    }
    REQUIRE(journal.settle(outcomes));
    REQUIRE(engine.summarized(0, 7 * 512));
    std::mt19937 random(7);
    const auto agree = [&] {
        std::vector<journal::ParkedRow> all;
        for (const std::string route : {"r", "s"})
            for (const auto state : {ParkedState::waiting, ParkedState::held, ParkedState::dead})
                for (const auto& row : journal.parked(route, state, eventsub::Time::max(), 1'000))
                    all.push_back({0, row});
        for (auto& row : all) row.number = row.parked.key.sequence; // parked in this order
        std::sort(all.begin(), all.end(), [](const auto& l, const auto& r) { return l.number < r.number; });
        for (int i = 0; i < 200; ++i) {
            auto query = any_query<ParkedQuery>(random, events);
            if (i % 2 == 0) query.state = i % 4 == 0 ? ParkedState::dead : ParkedState::waiting;
            if (i % 5 == 0) query.route = "s";
            std::vector<Sequence> expected;
            for (const auto& row : all)
                if (matches(query, row.parked) && expected.size() < query.limit) expected.push_back(row.number);
            CAPTURE(i);
            CHECK(sequences(journal->find_parked(query)) == expected);
        }
    };
    agree();
    std::promise<void> dropped;
    journal->drop_dead({.route = "r"}, [&](const journal::StepsDone&) { dropped.set_value(); });
    dropped.get_future().get();
    agree();
    // What is about nothing any more goes; of the others nothing is lost.
    dropped = {};
    journal->drop_dead({}, [&](const journal::StepsDone&) { dropped.set_value(); });
    dropped.get_future().get();
    constexpr auto dead_summaries = "SELECT count(*) FROM summaries WHERE slot BETWEEN 2 << 56 AND 3 << 56";
    CHECK(wait_until([&] { return engine.number(dead_summaries) == 0; }));
    CHECK(engine.number("SELECT count(*) FROM summaries WHERE slot > 3 << 56") >= 7);
    agree();
}

TEST_CASE("rows that die or come alive behind the index are found") {
    IndexedEngine engine;
    RunningJournal journal(engine.open());
    journal->open_route("r", RouteStart::now);
    fill_archive(journal, 0, 3'000);
    std::vector<Outcome> outcomes;
    for (const auto& event : journal.read_all(0, 1'000)) outcomes.push_back(park("r", event, ParkedState::waiting));
    REQUIRE(journal.settle(outcomes));
    REQUIRE(engine.summarized(0, 5 * 512));
    Outcome death = outcomes[99];
    death.parked->state = ParkedState::dead;
    REQUIRE(journal.settle({death}));
    CHECK(sequences(journal->find_parked({.state = ParkedState::dead})) == std::vector<Sequence>{100});
    CHECK(journal->find_parked({.state = ParkedState::waiting, .id = "m-99"}).empty());
    REQUIRE(journal.settle({outcomes[99]}));
    CHECK(sequences(journal->find_parked({.state = ParkedState::waiting, .id = "m-99"})) == std::vector<Sequence>{100});
}

TEST_CASE("a damaged summary hides nothing") {
    IndexedEngine engine;
    {
        RunningJournal journal(engine.open());
        fill_archive(journal, 0, 3'200);
        REQUIRE(engine.summarized(2'048));
    }
    {
        journal::sqlite::Database database(engine.directory / "journal.db", journal::sqlite::Access::read_write, "");
        database.execute("UPDATE summaries SET filter = zeroblob(length(filter)), types = 'nothing' WHERE last > 1500");
    }
    RunningJournal journal(engine.open());
    CHECK(sequences(journal->find({.id = "m-1800"})) == std::vector<Sequence>{1'801});
    CHECK(sequences(journal->find({.type = "stream.online", .before = 2'000, .limit = 1})) ==
          std::vector<Sequence>{1'998});
    CHECK(sequences(journal->find({.id = "m-7"})) == std::vector<Sequence>{8});
}

TEST_CASE("summaries of events go with them") {
    IndexedEngine engine;
    engine.options.housekeeping = std::chrono::milliseconds(0);
    engine.options.retention = std::chrono::hours(1);
    RunningJournal journal(engine.open());
    fill_archive(journal, 0, 3'200);
    REQUIRE(engine.summarized(2'048));
    engine.clock.advance(std::chrono::hours(2));
    CHECK(wait_until([&] { return engine.number("SELECT count(*) FROM batches") == 0; }));
    CHECK(engine.number("SELECT count(*) FROM summaries") == 0);
    CHECK(journal->find({}).empty());
    fill_archive(journal, 3'200, 6'400);
    CHECK(engine.summarized(5'000));
    CHECK(sequences(journal->find({.id = "m-3300"})) == std::vector<Sequence>{3'301});
}

} // namespace turnout::test
