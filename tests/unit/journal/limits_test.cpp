// Limits that are replaced while the journal runs.
#include "tests/unit/journal/sqlite_engine.hpp"

#include <doctest/doctest.h>

namespace turnout::test {

using journal::AppendResult;
using journal::Disposition;
using journal::RouteStart;

namespace {

constexpr auto hour = std::chrono::hours(1);

struct WatchfulEngine : SqliteEngine {
    WatchfulEngine() { options.housekeeping = std::chrono::milliseconds(0); }

    journal::Limits limits() const { return options; }
};

bool is_empty(const RunningJournal& journal) {
    return journal->read(0, 1, 1).empty();
}

} // namespace

TEST_CASE("a shorter retention ends at once what is older") {
    WatchfulEngine engine;
    RunningJournal journal(engine.open());
    for (int each = 0; each < 40; ++each) REQUIRE(journal.append("m-" + std::to_string(each)) == AppendResult::stored);
    engine.clock.advance(5 * hour);
    auto limits = engine.limits();
    limits.retention = 6 * hour;
    journal->set_limits(limits);
    REQUIRE(journal.append("fresh") == AppendResult::stored);
    CHECK(journal.read_all().size() == 41);
    limits.retention = 4 * hour;
    journal->set_limits(limits);
    CHECK(wait_until([&] { return journal.read_all().size() == 1; }));
    engine.clock.advance(5 * hour);
    CHECK(wait_until([&] { return is_empty(journal); }));
    CHECK(journal.append("m-1") == AppendResult::duplicate); // as the window of ids is what it was
}

TEST_CASE("a journal that is full accepts again when it may be larger, and refuses when it may not") {
    WatchfulEngine engine;
    engine.options.max_size = 2 << 20;
    RunningJournal journal(engine.open());
    journal->open_route("slow", RouteStart::now);
    for (int sent = 0; journal->state().accepting && sent < 1'000; ++sent)
        journal.append("m-" + std::to_string(sent), std::string(10'000, 'x'));
    REQUIRE_FALSE(journal->state().accepting);
    CHECK(journal->figures().max_bytes == 2 << 20);
    auto limits = engine.limits();
    limits.max_size = 8 << 20;
    journal->set_limits(limits);
    REQUIRE(wait_until([&] { return journal->state().accepting; }));
    CHECK(journal->figures().max_bytes == 8 << 20);
    CHECK(journal.append("more") == AppendResult::stored);
    journal->set_limits(engine.limits());
    REQUIRE(wait_until([&] { return !journal->state().accepting; }));
    CHECK(journal->state().reason.find("journal.max_size is 2 MiB") != std::string::npos);
}

TEST_CASE("more or less free disk may be asked for while the journal runs") {
    WatchfulEngine engine;
    engine.options.free_disk = [] { return std::uint64_t{50} << 20; };
    RunningJournal journal(engine.open());
    CHECK(journal.append("m-1") == AppendResult::stored);
    auto limits = engine.limits();
    limits.min_free_disk = std::uint64_t{100} << 20;
    journal->set_limits(limits);
    REQUIRE(wait_until([&] { return !journal->state().accepting; }));
    CHECK(journal->state().reason.find("journal.min_free_disk is 100 MiB") != std::string::npos);
    limits.min_free_disk = std::uint64_t{10} << 20;
    journal->set_limits(limits);
    REQUIRE(wait_until([&] { return journal->state().accepting; }));
    CHECK(journal.append("m-2") == AppendResult::stored);
}

TEST_CASE("dead letters over a limit that was lowered are ended") {
    WatchfulEngine engine;
    RunningJournal journal(engine.open());
    for (int each = 0; each < 20; ++each)
        REQUIRE(journal.append(Message::kept(Disposition::stale, "old-" + std::to_string(each), "late")) ==
                AppendResult::stored);
    REQUIRE(journal->counts(std::string(journal::host_route)).dead == 20);
    auto limits = engine.limits();
    limits.dead_max_count = 5;
    journal->set_limits(limits);
    CHECK(wait_until([&] { return journal->counts(std::string(journal::host_route)).dead == 5; }));
    limits.dead_max_age = hour;
    journal->set_limits(limits);
    engine.clock.advance(2 * hour);
    CHECK(wait_until([&] { return journal->counts(std::string(journal::host_route)).dead == 0; }));
}

} // namespace turnout::test
