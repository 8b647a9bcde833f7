// Batched messages whose elements do not succeed: what they cost, and what goes on beside them.
#include "store_host.hpp"
#include "tests/support/temporary_directory.hpp"

#include <doctest/doctest.h>

using namespace turnout;
using namespace turnout::delivery::test;
using turnout::test::TemporaryDirectory;

namespace {

std::string padded(std::size_t number) {
    const auto digits = std::to_string(number);
    return std::string(8 - digits.size(), '0') + digits;
}

/// What Twitch sends when so many Drops were earned, about 330 bytes for each.
std::unique_ptr<Message> drops(const std::string& id, std::size_t count) {
    std::string body = R"({"subscription":{"id":"s","type":"drop.entitlement.grant","version":"1","status":"enabled",)"
                       R"("condition":{"organization_id":"9001"}},"events":[)";
    std::vector<std::string> elements;
    for (std::size_t i = 0; i < count; ++i) {
        elements.push_back(id + "-" + padded(i));
        body += (i == 0 ? R"({"id":")" : R"(,{"id":")") + elements.back() +
                R"(","data":{"organization_id":"9001","category_id":"9002","category_name":"Fortnite",)"
                R"("campaign_id":"9003","user_id":")" +
                padded(i) + R"(","user_name":"Cool_User","user_login":"cool_user","entitlement_id":"fb78259e-)" +
                padded(i) +
                R"(","benefit_id":"74c52265-e214-48a6-91b9-23b6014e8041",)"
                R"("created_at":"2019-01-28T04:17:53.325Z"}})";
    }
    return std::make_unique<Message>(id, body + "]}", std::move(elements));
}

bool is_drop(const turnout_event& event) {
    return event.element_id.size != 0;
}

std::uint64_t used(const StoreHost& host) {
    return host.journal->figures().used_bytes;
}

/// Looks at its space all the time.
void watch_space(journal::SqliteOptions& options) {
    options.housekeeping = std::chrono::milliseconds{0};
}

} // namespace

TEST_CASE("A batch of 1,400 elements that are all rejected costs little more than its body, and nothing beside it is "
          "refused") {
    const TemporaryDirectory directory;
    StoreHost host{directory.path(), watch_space};
    Gate gate;
    const OpenAtEnd open{gate};
    std::atomic<int> others{0};
    host.start_unordered([&, gate](const turnout_event& event, turnout_outcome&) {
        if (!is_drop(event)) return ++others, TURNOUT_OK;
        gate.pass();
        return TURNOUT_REJECT;
    });
    auto message = drops("batch", 1'400);
    const auto body = message->arrival().event.body.size();
    REQUIRE(body > 400'000);
    host.journal->append(std::move(message));
    REQUIRE(wait_until([&] { return host.journal->last() == 1'400; }));
    REQUIRE(wait_until([&] { return used(host) > body; }));
    const auto before = used(host);
    gate.open();
    // A refused event would have no number.
    for (journal::Sequence one = 1; one <= 50; ++one) {
        host.append("m-" + std::to_string(one));
        CHECK(host.journal->last() == 1'400 + one);
    }
    REQUIRE(host.settled());
    CHECK(others == 50);
    CHECK(host.journal->counts("all").dead == 1'400);
    const auto figures = host.journal->figures();
    CHECK(figures.dead_bytes < 3 * body);
    host.clock.advance(std::chrono::seconds{5});
    const auto grown = [&] { return used(host) - before; };
    REQUIRE(wait_until([&] { return grown() > body; }));
    CHECK(grown() < 3 * body);
    const auto letters = host.journal->find_parked({.limit = 3});
    REQUIRE(letters.size() == 3);
    CHECK(letters[2].parked.event.event.body.size() == body);
}

TEST_CASE("900 elements that are tried again and again do not keep another event of their route from its handler") {
    const TemporaryDirectory directory;
    StoreHost host{directory.path()};
    std::atomic<int> retries{0}, others{0};
    std::atomic<bool> whole{true};
    host.handler = std::make_shared<FakeHandler>([&](const turnout_event& event, turnout_outcome& outcome) {
        if (!is_drop(event)) return ++others, TURNOUT_OK;
        ++retries;
        // As at the first attempt: the whole body, and the element in it.
        whole = whole && event.batch_size == 900 && event.body.size > 200'000 && event.event_index != 0;
        say(outcome, "", 1);
        return TURNOUT_RETRY;
    });
    auto route = StoreHost::unordered("all");
    route.retry.attempts = 1'000'000;
    host.engine->start({{route, host.handler}});
    host.journal->append(drops("batch", 900));
    REQUIRE(wait_until([&] { return host.journal->counts("all").waiting == 900 && retries > 2'000; }));
    for (int i = 1; i <= 20; ++i) {
        host.append("m-" + std::to_string(i));
        REQUIRE(wait_until([&] { return others == i; }));
    }
    CHECK(whole);
    CHECK(host.journal->counts("all").waiting == 900);
}

TEST_CASE("Large rows that always wait leave room for the log") {
    Bench bench;
    std::atomic<int> others{0};
    const std::string large = R"({"event":{"text":")" + std::string(std::size_t{1} << 20, 'x') + R"("}})";
    auto route = StoreHost::unordered("all");
    route.retry.attempts = 1'000'000;
    bench.start({{route, bench.handler([&](const turnout_event& event, turnout_outcome& outcome) {
                      if (event.body.size < large.size()) return ++others, TURNOUT_OK;
                      say(outcome, "", 1);
                      return TURNOUT_RETRY;
                  })}});
    for (int i = 0; i < 48; ++i) bench.add({.body = large});
    REQUIRE(bench.until([&] { return bench.journal->disk().of(journal::ParkedState::waiting).size() == 48; }));
    bench.add(20);
    CHECK(bench.until([&] { return others == 20; }));
}
