// The power goes at random points of random histories: nothing that was acknowledged is ever lost.
#include "tests/unit/journal/crash_history.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace turnout::test {

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::uint32_t histories = 4, points = 25;
#else
constexpr std::uint32_t histories = 10, points = 100;
#endif

struct Crashes {
    std::size_t points = 0;
    std::vector<std::string> broken;
};

Crashes crash_often(std::uint32_t seed, const std::string& pragmas, std::uint32_t count) {
    const CrashHistory history(seed, pragmas, seed % 2 == 0);
    std::mt19937 random(seed);
    std::uniform_int_distribution<std::size_t> anywhere(0, history.operations().size());
    std::vector<std::size_t> where(count);
    std::generate(where.begin(), where.end(), [&] { return anywhere(random); });
    std::sort(where.begin(), where.end());
    Crashes crashes;
    DiskReplay replay(history.operations());
    for (const std::size_t point : where) {
        replay.advance_to(point);
        const std::string broken = history.broken_promise(point, replay.crash(random));
        ++crashes.points;
        if (!broken.empty()) crashes.broken.push_back("at " + std::to_string(point) + ": " + broken);
    }
    return crashes;
}

} // namespace

TEST_CASE("a power cut loses nothing that was acknowledged") {
    std::size_t all = 0;
    for (std::uint32_t seed = 1; seed <= histories; ++seed) {
        CAPTURE(seed);
        const Crashes crashes = crash_often(seed, "", points);
        all += crashes.points;
        for (const std::string& broken : crashes.broken) FAIL_CHECK(broken);
    }
    CHECK(all == histories * points);
}

TEST_CASE("the histories hold what can go wrong") {
    const CrashHistory history(2, "", true);
    std::map<std::string, int> syncs;
    for (const DiskOperation& operation : history.operations())
        if (operation.kind == DiskOperation::Kind::sync) ++syncs[operation.file];
    CHECK(syncs["journal.db-wal"] > 30);
    CHECK(syncs["journal.db"] > 5); // copied back
    CHECK(history.purged() > 5);
    CHECK(history.derived() > 5);
    CHECK(history.steps() > 5);
}

TEST_CASE("the same power cuts do lose events when commits are not synced") {
    // Otherwise the test above would prove nothing.
    CHECK_FALSE(crash_often(1, "PRAGMA synchronous = NORMAL", 50).broken.empty());
}

} // namespace turnout::test
