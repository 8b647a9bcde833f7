#include "core/delivery/settler.hpp"

#include "bench.hpp"

#include <doctest/doctest.h>

using namespace turnout;
using namespace turnout::delivery::test;
using delivery::EventBytes;
using delivery::Prepared;

namespace {

Prepared event_of(const std::string& body, std::string_view element = {}) {
    Prepared event;
    event.stored.event.body = body;
    event.stored.event.element_id = element;
    return event;
}

/// How many commits parking `count` events of these bodies takes; `bodies` are used in turn.
std::size_t commits_of(std::size_t count, const std::vector<std::string>& bodies) {
    FakeJournal journal;
    delivery::RouteRun run{std::make_shared<const delivery::RouteEntry>(delivery::RouteBinding{route("r"), nullptr})};
    delivery::Settler settler{journal, std::make_shared<delivery::Bell>()};
    for (std::size_t i = 0; i < count; ++i) {
        journal::Parked row;
        row.key = {"r", i + 1, 0};
        row.event.event.body = bodies[i % bodies.size()];
        settler.add({journal::Outcome::Action::park, row.key, row}, {delivery::Effect::Kind::held, &run, nullptr}, {});
    }
    settler.flush();
    REQUIRE(turnout::test::wait_until([&] { return journal.disk().rows.size() == count; }));
    return journal.commits();
}

} // namespace

TEST_CASE("Outcomes are handed over when their bodies are large, a shared one counted once") {
    const std::string mebibyte(std::size_t{1} << 20, 'x');
    CHECK(commits_of(20, {"{}"}) == 1);
    CHECK(commits_of(20, {mebibyte, mebibyte}) == 3);
    CHECK(commits_of(20, {mebibyte}) == 1);
}

TEST_CASE("Events with a body in common take its memory once, as long as one of them is there") {
    const std::string shared(1'000, 'x'), own(500, 'y');
    const auto first = event_of(shared, "e-1"), second = event_of(shared, "e-2"), alone = event_of(own);
    const auto likewise = event_of(own); // no element of a batch: nobody shares
    EventBytes bytes;
    bytes.add(first);
    bytes.add(second);
    CHECK(bytes.total() == 1'000);
    bytes.add(alone);
    bytes.add(likewise);
    CHECK(bytes.total() == 2'000);
    CHECK(bytes.events() == 4);
    bytes.remove(first);
    CHECK(bytes.total() == 2'000);
    bytes.remove(second);
    CHECK(bytes.total() == 1'000);
    bytes.remove(alone);
    bytes.remove(likewise);
    CHECK(bytes.total() == 0);
    CHECK(bytes.events() == 0);
}

TEST_CASE("Elements of one batch share a document, also with those of another parsed in between") {
    const std::string one = R"({"events":[{"id":"a","data":{}},{"id":"b","data":{}}]})", other = one;
    delivery::Preparer preparer;
    auto first = event_of(one, "a"), between = event_of(other, "a"), second = event_of(one, "b");
    second.stored.event.batch_index = 1;
    for (auto* event : {&first, &between, &second}) preparer.parse(*event);
    CHECK(first.document == second.document);
    CHECK(first.document != between.document);
    CHECK(second.event_index > first.event_index);
}
