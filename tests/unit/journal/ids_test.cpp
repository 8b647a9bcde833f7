// The memory of ids: hashes, the ring, filters and segments.
#include "core/journal/sqlite/id_segments.hpp"
#include "core/journal/sqlite/recent_ids.hpp"
#include "core/journal/sqlite/schema.hpp"
#include "core/journal/sqlite/state_lock.hpp"
#include "tests/support/temporary_directory.hpp"

#include <doctest/doctest.h>

#include <array>
#include <deque>
#include <random>
#include <set>

namespace turnout::test {

using namespace journal::sqlite;

namespace {

EventId random_id(std::mt19937_64& random) {
    return {random() & ~std::uint64_t{1}, random()};
}

eventsub::Time at(int hours) {
    return eventsub::Time(std::chrono::hours(hours));
}

struct Segments {
    TemporaryDirectory directory;
    Database database = make();
    IdSegments segments{database};

    Database make() const {
        make_private_file(directory / "journal.db");
        Database made(directory / "journal.db", Access::read_write, "");
        migrate(made, schema_steps(), directory / "journal.db");
        return made;
    }

    void add(const std::vector<EventId>& ids, int hours) {
        Transaction transaction(database);
        segments.add(ids, at(hours));
        transaction.commit();
    }
};

std::vector<EventId> some(std::mt19937_64& random, std::size_t count) {
    std::vector<EventId> ids(count);
    for (EventId& id : ids) id = random_id(random);
    return ids;
}

} // namespace

TEST_CASE("ids differ by kind, by subscription and by seed") {
    const EventIdMaker maker(1), other(2);
    std::set<EventId> all{maker.message("a"),
                          maker.message("b"),
                          other.message("a"),
                          maker.element("a", ""),
                          maker.element("a", "s"),
                          maker.element("as", ""),
                          maker.element("", "as"),
                          maker.dead_letter(journal::Disposition::stale, "a"),
                          maker.dead_letter(journal::Disposition::unknown, "a")};
    CHECK(all.size() == 9);
    CHECK(maker.message("a") == EventIdMaker(1).message("a"));
    CHECK_FALSE(maker.message("a").of_host());
    CHECK(maker.dead_letter(journal::Disposition::stale, "a").of_host());
    std::string bytes;
    for (const EventId& id : all) put_event_id(bytes, id);
    std::size_t index = 0;
    for (const EventId& id : all) CHECK(event_id_at(bytes, index++) == id);
}

TEST_CASE("the ring holds the newest, forgets the oldest, and takes back") {
    std::mt19937_64 random(7);
    RecentIds recent(100);
    std::deque<EventId> model;
    // Few different table slots, so that ids collide there.
    const auto next = [&] { return EventId{random() & ~std::uint64_t{1}, random() % 8}; };
    for (int step = 0; step < 20'000; ++step) {
        if (random() % 10 == 0) {
            const std::uint64_t back = random() % 5;
            const std::uint64_t to = std::max(recent.begin(), recent.end() - std::min(back, recent.end()));
            while (recent.begin() + model.size() > to) model.pop_back();
            recent.take_back(to);
        } else {
            model.push_back(next());
            recent.add(model.back());
            if (model.size() > 100 || recent.begin() + model.size() > recent.end()) {
                CHECK_FALSE(recent.contains(model.front()));
                model.pop_front();
            }
        }
        REQUIRE(recent.end() - recent.begin() == model.size());
        if (step % 50 != 0) continue;
        for (const EventId& id : model) REQUIRE(recent.contains(id));
        REQUIRE_FALSE(recent.contains(next()));
    }
}

TEST_CASE("a filter never misses and seldom cries wolf") {
    std::mt19937_64 random(1);
    IdFilter filter(65'536);
    const auto ids = some(random, 65'536);
    for (const EventId& id : ids) filter.add(id);
    const IdFilter copy(filter.bytes());
    for (const EventId& id : ids) REQUIRE(copy.may_contain(id));
    int wrong = 0;
    for (int i = 0; i < 100'000; ++i) wrong += copy.may_contain(random_id(random)) ? 1 : 0;
    CHECK(wrong < 500);
    CHECK(IdFilter(std::string_view()).may_contain(ids[0]));
    CHECK(IdFilter(std::string_view("odd size")).may_contain(ids[0]));
}

TEST_CASE("segments find every id, also after a restart and with a damaged filter") {
    std::mt19937_64 random(2);
    Segments store;
    std::vector<EventId> all;
    for (const std::size_t count : std::array<std::size_t, 7>{1, 16, 255, 256, 257, 5'000, 70'000}) {
        const auto ids = some(random, count);
        store.add(ids, 1);
        all.insert(all.end(), ids.begin(),
                   ids.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(count, 300)));
    }
    const auto check = [&](IdSegments& segments) {
        for (const EventId& id : all) REQUIRE(segments.contains(id));
        for (int i = 0; i < 1'000; ++i) REQUIRE_FALSE(segments.contains(random_id(random)));
    };
    check(store.segments);
    store.database.execute("UPDATE segments SET filter = zeroblob(length(filter)) WHERE number % 2 = 0");
    IdSegments again(store.database);
    CHECK(again.size() == 7);
    check(again);
}

TEST_CASE("segments end by age, oldest first, and their rows go in steps") {
    std::mt19937_64 random(3);
    Segments store;
    const auto first = some(random, 70'000), second = some(random, 10);
    store.add(first, 1);
    store.add(second, 2);
    CHECK_FALSE(store.segments.drop_expired(at(0)));
    CHECK_FALSE(store.segments.remove_leftovers(100));
    CHECK(store.segments.drop_expired(at(1)));
    CHECK_FALSE(store.segments.drop_expired(at(1)));
    CHECK_FALSE(store.segments.contains(first[0]));
    CHECK(store.segments.contains(second[0]));
    int steps = 0;
    while (store.segments.remove_leftovers(100)) ++steps;
    CHECK(steps == 3);
    CHECK(store.database.number("SELECT count(*) FROM segment_ids") == 1);
    IdSegments again(store.database);
    CHECK(again.contains(second[9]));
    // All gone: numbers of rows that are left are not used again.
    CHECK(again.drop_expired(at(3)));
    IdSegments empty(store.database);
    Transaction transaction(store.database);
    empty.add({first[0]}, at(4));
    transaction.commit();
    CHECK(empty.contains(first[0]));
    CHECK_FALSE(empty.contains(second[0]));
}

} // namespace turnout::test
