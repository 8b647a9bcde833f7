#include "core/delivery/event_pages.hpp"

#include "fake_journal.hpp"

#include <doctest/doctest.h>

using namespace turnout;
using delivery::EventPages;
using delivery::test::FakeJournal;

TEST_CASE("Readers at about the same place share a page") {
    FakeJournal journal;
    for (int index = 0; index < 300; ++index) journal.add({});
    EventPages pages{journal};
    const auto first = pages.after(0);
    REQUIRE(first.size() == EventPages::page_events);
    const auto* event = first[10].get();
    CHECK(pages.after(0).front()->stored.sequence == 1);
    const auto inside = pages.after(10);
    CHECK(inside.front().get() == event);
    CHECK(inside.size() == EventPages::page_events - 10);
    CHECK(pages.reads() == 1);
    CHECK(pages.after(256).front()->stored.sequence == 257);
    CHECK(pages.after(256).size() == 44);
    CHECK(pages.reads() == 2);
    CHECK(pages.after(300).empty());
    journal.add({});
    CHECK(pages.after(300).size() == 1);
}

TEST_CASE("No more than some pages stay in memory, and none that nobody needs") {
    FakeJournal journal;
    for (int index = 0; index < 256 * 20; ++index) journal.add({});
    EventPages pages{journal};
    for (journal::Sequence after = 0; after < 256 * 20; after += 256) pages.after(after);
    CHECK(journal.events_in_memory() == EventPages::page_events * EventPages::pages_kept);
    pages.after(0); // dropped before: read again
    CHECK(pages.reads() == 21);
    pages.forget(256 * 20);
    CHECK(journal.events_in_memory() == 0);
}

TEST_CASE("A page may begin where entries are missing") {
    FakeJournal journal;
    for (int index = 0; index < 20; ++index) journal.add({});
    journal.purge(10);
    EventPages pages{journal};
    CHECK(pages.after(0).front()->stored.sequence == 11);
    CHECK(pages.after(5).front()->stored.sequence == 11);
    CHECK(pages.reads() == 1);
}
