// What is stored, what is known, what comes back. Part of the conformance of every engine.
#pragma once
#include "tests/unit/journal/journal_host.hpp"

#include <doctest/doctest.h>

namespace turnout::test {

using journal::AppendResult;
using journal::Disposition;
using journal::Outcome;
using journal::ParkedState;
using journal::RouteStart;
using journal::Sequence;

TEST_CASE_TEMPLATE_DEFINE("an event comes back as it was stored", Engine, conformance_event) {
    Engine engine;
    {
        RunningJournal journal(engine.open());
        CHECK(journal->last() == 0);
        CHECK(journal->read(0, 10, 1000).empty());
        const std::string body("{\"event\":\"\0\xff\"}", 14);
        auto message = std::make_unique<Message>("message-1", body);
        message->change().event.kind = eventsub::Kind::revocation;
        message->change().event.status = "user_removed";
        message->change().event.retry = "2";
        CHECK(journal.append(std::move(message)) == AppendResult::stored);
        CHECK(journal.answers().wait_for_appended(1));
        CHECK(journal->last() == 1);
    }
    RunningJournal journal(engine.open());
    const auto events = journal.read_all();
    REQUIRE(events.size() == 1);
    const Message original("message-1");
    const eventsub::Event& event = events[0].event;
    CHECK(events[0].sequence == 1);
    CHECK(event.kind == eventsub::Kind::revocation);
    CHECK(event.message_id == "message-1");
    CHECK(event.element_id.empty());
    CHECK(event.batch_index == 0);
    CHECK(event.batch_size == 1);
    CHECK(event.subscription_id == "subscription-1");
    CHECK(event.type == "channel.follow");
    CHECK(event.version == "2");
    CHECK(event.status == "user_removed");
    CHECK(event.broadcaster_id == "1337");
    CHECK(event.retry == "2");
    CHECK(event.sent == original.arrival().event.sent);
    CHECK(event.accepted == original.arrival().event.accepted);
    CHECK(event.body == std::string("{\"event\":\"\0\xff\"}", 14));
}

TEST_CASE_TEMPLATE_DEFINE("events outlive the page they were read with", Engine, conformance_owner) {
    Engine engine;
    std::vector<journal::StoredEvent> events;
    {
        RunningJournal journal(engine.open());
        for (int i = 0; i < 20; ++i) journal.append("message-" + std::to_string(i), std::string(1000, 'x'));
        events = journal.read_all();
    }
    REQUIRE(events.size() == 20);
    for (int i = 0; i < 20; ++i) {
        CHECK(events[static_cast<std::size_t>(i)].event.message_id == "message-" + std::to_string(i));
        CHECK(events[static_cast<std::size_t>(i)].event.body == std::string(1000, 'x'));
    }
}

TEST_CASE_TEMPLATE_DEFINE("a page keeps to count and bytes but is never empty", Engine, conformance_page) {
    Engine engine;
    RunningJournal journal(engine.open());
    for (int i = 0; i < 10; ++i) journal.append("message-" + std::to_string(i), std::string(1000, 'x'));
    CHECK(journal->read(0, 3, 1'000'000).size() == 3);
    CHECK(journal->read(0, 100, 2'500).size() == 2);
    CHECK(journal->read(0, 100, 1).size() == 1);
    CHECK(journal->read(8, 100, 1'000'000).size() == 2);
    CHECK(journal->read(10, 100, 1'000'000).empty());
}

TEST_CASE_TEMPLATE_DEFINE("a message is stored once, across restarts", Engine, conformance_duplicate) {
    Engine engine;
    for (int run = 0; run < 3; ++run) {
        RunningJournal journal(engine.open());
        CHECK(journal.append("message-1") == (run == 0 ? AppendResult::stored : AppendResult::duplicate));
        CHECK(journal.append("message-1") == AppendResult::duplicate);
        CHECK(journal->last() == 1);
        CHECK(journal.read_all().size() == 1);
    }
}

TEST_CASE_TEMPLATE_DEFINE("of equal messages in one commit one is stored", Engine, conformance_same_group) {
    Engine engine;
    RunningJournal journal(engine.open());
    constexpr std::size_t copies = 50;
    for (std::size_t i = 0; i < copies; ++i) journal->append(std::make_unique<Message>("message-1"));
    REQUIRE(journal.answers().wait_for(copies));
    std::size_t stored = 0;
    for (const auto& given : journal.answers().given()) stored += given.result == AppendResult::stored ? 1 : 0;
    CHECK(stored == 1);
    CHECK(journal.answers().given().front().result == AppendResult::stored);
    CHECK(journal.read_all().size() == 1);
}

TEST_CASE_TEMPLATE_DEFINE("a batched message is as many events as it has new elements", Engine, conformance_batch) {
    Engine engine;
    {
        RunningJournal journal(engine.open());
        CHECK(journal.append(std::make_unique<Message>("message-1", "[b1]", std::vector<std::string>{"a", "b"})) ==
              AppendResult::stored);
        CHECK(journal.append(std::make_unique<Message>(
                  "message-2", "[b2]", std::vector<std::string>{"b", "c", "a", "d", "c"})) == AppendResult::stored);
        CHECK(journal.append(std::make_unique<Message>("message-3", "[b3]", std::vector<std::string>{"d", "a"})) ==
              AppendResult::duplicate);
        auto elsewhere = std::make_unique<Message>("message-4", "[b4]", std::vector<std::string>{"a"});
        elsewhere->change().event.subscription_id = "subscription-2";
        CHECK(journal.append(std::move(elsewhere)) == AppendResult::stored);
    }
    RunningJournal journal(engine.open());
    CHECK(journal.append(std::make_unique<Message>("message-5", "[b5]", std::vector<std::string>{"c"})) ==
          AppendResult::duplicate);
    std::string all;
    for (const auto& stored : journal.read_all())
        all += std::to_string(stored.sequence) + ":" + std::string(stored.event.message_id) + "/" +
               std::string(stored.event.element_id) + "@" + std::to_string(stored.event.batch_index) + "of" +
               std::to_string(stored.event.batch_size) + std::string(stored.event.body) + " ";
    CHECK(all == "1:message-1/a@0of2[b1] 2:message-1/b@1of2[b1] 3:message-2/c@1of5[b2] 4:message-2/d@3of5[b2] "
                 "5:message-4/a@0of1[b4] ");
}

TEST_CASE_TEMPLATE_DEFINE("what cannot be delivered is a dead letter of the host", Engine, conformance_dead_letters) {
    Engine engine;
    const std::string host(journal::host_route);
    {
        RunningJournal journal(engine.open());
        journal->open_route("r", RouteStart::now);
        CHECK(journal.append(Message::kept(Disposition::stale, "m-1", "900 s old")) == AppendResult::stored);
        CHECK(journal.append(Message::kept(Disposition::stale, "m-1", "901 s old")) == AppendResult::duplicate);
        CHECK(journal.append(Message::kept(Disposition::undecodable, "m-2", "no event")) == AppendResult::stored);
        CHECK(journal.append(Message::kept(Disposition::unknown, "m-2", "type x")) == AppendResult::stored);
        CHECK(journal->last() == 0);
        CHECK(journal->counts(host).dead == 3);
        // None of that makes a well-formed message a duplicate.
        CHECK(journal.append("m-1") == AppendResult::stored);
        CHECK(journal.append("m-2") == AppendResult::stored);
        // But what was delivered and comes again too late is one.
        CHECK(journal.append("m-3") == AppendResult::stored);
        CHECK(journal.append(Message::kept(Disposition::stale, "m-3", "901 s old")) == AppendResult::duplicate);
        CHECK(journal.append(Message::kept(Disposition::undecodable, "m-3", "no event")) == AppendResult::stored);
    }
    RunningJournal journal(engine.open());
    CHECK(journal.append(Message::kept(Disposition::stale, "m-1", "902 s old")) == AppendResult::duplicate);
    CHECK(journal.append(Message::kept(Disposition::undecodable, "m-2", "no event")) == AppendResult::duplicate);
    // Nor is what was kept for another reason kept twice, when it comes again too late.
    for (const auto what : {Disposition::undecodable, Disposition::unknown})
        CHECK(journal.append(Message::kept(Disposition::stale, "m-2", "900 s old", what)) == AppendResult::duplicate);
    CHECK(journal.append("m-2") == AppendResult::duplicate);
    CHECK(journal.read_all().size() == 3);
    CHECK(journal->counts(host).dead == 4);
    const auto letters = journal.parked(host, ParkedState::dead);
    REQUIRE(letters.size() == 4);
    CHECK(letters[0].verdict == "stale");
    CHECK(letters[0].reason == "900 s old");
    CHECK(letters[0].event.event.message_id == "m-1");
    CHECK(letters[0].event.event.body == "not what it should be");
    CHECK(letters[1].verdict == "undecodable");
    CHECK(letters[2].verdict == "unknown");
    // They are no events of the log, so no cursor waits for them.
    CHECK(journal.settle({done("r", 1), done("r", 2), done("r", 3)}));
    CHECK(journal.cursor("r").settled_to == 3);
    CHECK(journal.settle({done(host, letters[1].key.sequence)}));
    CHECK(journal->counts(host).dead == 3);
}

TEST_CASE_TEMPLATE_DEFINE("after stop everything is refused", Engine, conformance_stop) {
    Engine engine;
    RunningJournal journal(engine.open());
    journal->open_route("r", RouteStart::now);
    for (int i = 0; i < 100; ++i) journal->append(std::make_unique<Message>("m-" + std::to_string(i)));
    journal->stop();
    // What was queued before is answered.
    CHECK(journal.answers().given().size() == 100);
    for (const auto& given : journal.answers().given()) CHECK(given.result == AppendResult::stored);
    CHECK(journal.append("late") == AppendResult::refused);
    CHECK_FALSE(journal.settle({done("r", 1)}));
    CHECK_FALSE(journal.advance_mark("r", 1));
    CHECK_THROWS_AS(journal->open_route("s", RouteStart::now), journal::JournalError);
    CHECK(journal.read_all().size() == 100);
    journal->stop();
}

#define TURNOUT_JOURNAL_EVENTS_CONFORMANCE(ENGINE)               \
    TEST_CASE_TEMPLATE_INVOKE(conformance_event, ENGINE);        \
    TEST_CASE_TEMPLATE_INVOKE(conformance_owner, ENGINE);        \
    TEST_CASE_TEMPLATE_INVOKE(conformance_page, ENGINE);         \
    TEST_CASE_TEMPLATE_INVOKE(conformance_duplicate, ENGINE);    \
    TEST_CASE_TEMPLATE_INVOKE(conformance_same_group, ENGINE);   \
    TEST_CASE_TEMPLATE_INVOKE(conformance_batch, ENGINE);        \
    TEST_CASE_TEMPLATE_INVOKE(conformance_dead_letters, ENGINE); \
    TEST_CASE_TEMPLATE_INVOKE(conformance_stop, ENGINE)

} // namespace turnout::test
