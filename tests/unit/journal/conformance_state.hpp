// What plugins keep, and events that they derive. Part of the conformance of every engine.
#pragma once
#include "tests/unit/journal/journal_host.hpp"

#include <doctest/doctest.h>

namespace turnout::test {

using journal::Additions;
using journal::StateEntry;
using journal::StateWrite;

/// Calls that wait for their outcome.
struct StateCalls {
    journal::PluginState& state;

    bool write(const std::string& instance, std::vector<StateWrite> writes) const {
        const auto told = std::make_shared<std::promise<bool>>();
        auto answer = told->get_future();
        state.write(instance, std::move(writes), [told](bool durable) { told->set_value(durable); });
        return answer.get();
    }

    std::optional<journal::Once> once(const std::string& key, eventsub::Duration time = std::chrono::hours(1),
                                      std::uint64_t most = 1'000) const {
        const auto told = std::make_shared<std::promise<std::optional<journal::Once>>>();
        auto answer = told->get_future();
        state.begin_once("p", key, time, most,
                         [told](std::optional<journal::Once> result) { told->set_value(result); });
        return answer.get();
    }

    std::vector<StateEntry> all(const std::string& prefix = "", std::size_t page = 2) const {
        std::vector<StateEntry> found;
        for (;;) {
            auto entries = state.entries("p", prefix, found.empty() ? "" : found.back().key, page, 1 << 20);
            if (entries.empty()) return found;
            found.insert(found.end(), entries.begin(), entries.end());
        }
    }
};

inline journal::Outcome done_with(journal::Sequence sequence, Additions additions) {
    auto outcome = done("r", sequence);
    additions.instance = "p";
    outcome.additions = std::make_shared<const Additions>(std::move(additions));
    return outcome;
}

inline journal::DerivedEvent derived(const std::string& id) {
    return {id, "custom.test", "1", "1337", R"({"event":{}})", eventsub::Time(eventsub::Duration(5))};
}

TEST_CASE_TEMPLATE_DEFINE("state: what was written is there, also after a restart", Engine, conformance_state_write) {
    Engine engine;
    const std::string binary("\0\xff k", 4), large(65'536, 'x');
    {
        RunningJournal journal(engine.open());
        const StateCalls calls{journal->plugin_state()};
        CHECK(calls.write("p", {{"a", "1"}, {"b", ""}, {binary, large}}));
        CHECK(calls.write("p", {{"a", "22"}, {"gone", "x"}}));
        CHECK(calls.write("p", {{"gone", std::nullopt}, {"never", std::nullopt}}));
        CHECK(calls.write("q", {{"a", "other"}}));
        CHECK(calls.state.usage("p").bytes == 3 + 1 + 4 + 65'536);
    }
    RunningJournal journal(engine.open());
    const StateCalls calls{journal->plugin_state()};
    CHECK(calls.state.value("p", "a") == "22");
    CHECK(calls.state.value("p", "b") == "");
    CHECK(calls.state.value("p", binary) == large);
    CHECK_FALSE(calls.state.value("p", "gone"));
    CHECK_FALSE(calls.state.value("nobody", "a"));
    CHECK(calls.state.value("q", "a") == "other");
    CHECK(calls.state.usage("p").bytes == 3 + 1 + 4 + 65'536);
    CHECK(calls.state.usage("nobody").bytes == 0);
}

TEST_CASE_TEMPLATE_DEFINE("state: a scan goes through the keys of a prefix in order, page by page", Engine,
                          conformance_state_scan) {
    Engine engine;
    RunningJournal journal(engine.open());
    const StateCalls calls{journal->plugin_state()};
    CHECK(calls.write("p", {{"u/3", "c"}, {"u/1", "a"}, {"v", "x"}, {"u/2", "b"}, {"t", "x"}, {"u/4", "d"}}));
    const std::vector<StateEntry> expected{{"u/1", "a"}, {"u/2", "b"}, {"u/3", "c"}, {"u/4", "d"}};
    CHECK(calls.all("u/") == expected);
    CHECK(calls.all("").size() == 6);
    CHECK(calls.all("w").empty());
    CHECK(calls.state.entries("p", "u/", "u/2", 1, 1'000) == std::vector<StateEntry>{{"u/3", "c"}});
    CHECK(calls.state.entries("p", "u/", "", 9, 1).size() == 1);
    CHECK(calls.state.entries("p", "u/", "", 0, 1'000).empty());
    // What is queued is seen at once, whatever page it falls into.
    for (int round = 0; round < 20; ++round) {
        const auto text = std::to_string(round);
        journal->settle(
            {done_with(1, {{}, {{"u/2", std::nullopt}, {"u/25", text}, {"u/9", text}, {"u/1", text}}, {}, {}})}, {});
        CHECK(calls.all("u/") ==
              std::vector<StateEntry>{{"u/1", text}, {"u/25", text}, {"u/3", "c"}, {"u/4", "d"}, {"u/9", text}});
        journal->settle({done_with(1, {{}, {{"u/2", text}, {"u/25", std::nullopt}}, {}, {}})}, {});
        CHECK(calls.state.value("p", "u/2") == text);
        CHECK_FALSE(calls.state.value("p", "u/25"));
    }
}

TEST_CASE_TEMPLATE_DEFINE("state: additions are committed with their outcome, in the order of the queue", Engine,
                          conformance_state_additions) {
    Engine engine;
    {
        RunningJournal journal(engine.open());
        journal->open_route("r", RouteStart::now);
        for (int i = 1; i <= 3; ++i) journal.append("m-" + std::to_string(i));
        const auto events = journal.read_all();
        journal->settle({done_with(1, {{}, {{"n", "1"}}, {}, {}})}, {});
        CHECK(journal->plugin_state().value("p", "n") == "1");
        journal->settle({done_with(2, {{}, {{"n", "2"}}, {}, {derived("d-1"), derived("d-2")}})}, {});
        auto parked = park("r", events[2], ParkedState::waiting);
        parked.additions = done_with(3, {{}, {{"n", "never"}}, {}, {derived("d-never")}}).additions;
        CHECK(journal.settle({parked}));
        CHECK(journal->plugin_state().value("p", "n") == "2");
        CHECK(journal.answers().wait_for_appended(5));
    }
    RunningJournal journal(engine.open());
    CHECK(journal->plugin_state().value("p", "n") == "2");
    CHECK(journal.cursor("r").settled_to == 3);
    const auto events = journal.read_all(3);
    REQUIRE(events.size() == 2);
    CHECK(events[0].event.message_id == "d-1");
    CHECK(events[1].event.message_id == "d-2");
    CHECK(events[0].event.kind == eventsub::Kind::emitted);
    CHECK(events[0].event.type == "custom.test");
    CHECK(events[0].event.version == "1");
    CHECK(events[0].event.broadcaster_id == "1337");
    CHECK(events[0].event.body == R"({"event":{}})");
    CHECK(events[0].event.accepted == eventsub::Time(eventsub::Duration(5)));
    // The same id again, as an outcome that was settled twice would bring it, or a forged message.
    CHECK(journal.settle({done_with(2, {{}, {}, {}, {derived("d-1")}})}));
    CHECK(journal.append("d-2") == AppendResult::duplicate);
    CHECK(journal->last() == 5);
    CHECK(journal.append("m-4") == AppendResult::stored);
    CHECK(journal.read_all(5).size() == 1);
}

TEST_CASE_TEMPLATE_DEFINE("state: once is fresh once, then unfinished until it is done, until it is expired", Engine,
                          conformance_state_once) {
    Engine engine;
    {
        RunningJournal journal(engine.open());
        journal->open_route("r", RouteStart::now);
        journal.append("m-1");
        const StateCalls calls{journal->plugin_state()};
        CHECK(calls.once("a") == journal::Once::fresh);
        CHECK(calls.once("a") == journal::Once::unfinished);
        CHECK(calls.once("b") == journal::Once::fresh);
        CHECK(calls.state.usage("p").once == 2);
    }
    RunningJournal journal(engine.open());
    const StateCalls calls{journal->plugin_state()};
    CHECK(calls.once("a") == journal::Once::unfinished);
    engine.clock.advance(std::chrono::minutes(40));
    journal->settle({done_with(1, {{}, {}, {{"a", std::chrono::hours(1)}}, {}})}, {});
    CHECK(calls.once("a") == journal::Once::done); // it came behind the outcome
    CHECK(calls.state.usage("p").once == 2);
    engine.clock.advance(std::chrono::minutes(40));
    CHECK(calls.once("a") == journal::Once::done);
    CHECK(calls.once("b") == journal::Once::fresh);
    engine.clock.advance(std::chrono::minutes(40));
    CHECK(calls.once("a") == journal::Once::fresh);
    CHECK(calls.once("for ever", eventsub::Duration::max()) == journal::Once::fresh);
    CHECK(calls.once("for ever") == journal::Once::unfinished);
    CHECK(calls.state.usage("p").once == 3);
    CHECK(calls.once("one more", std::chrono::hours(1), 3) == journal::Once::full);
    CHECK(calls.once("a", std::chrono::hours(1), 3) == journal::Once::unfinished); // what is known needs no room
    CHECK(calls.state.usage("p").once == 3);
    engine.clock.advance(std::chrono::hours(2));
    CHECK(wait_until([&] { return calls.state.usage("p").once == 1; })); // purged
}

TEST_CASE_TEMPLATE_DEFINE("state: a journal that has stopped says so", Engine, conformance_state_stopped) {
    Engine engine;
    RunningJournal journal(engine.open());
    const StateCalls calls{journal->plugin_state()};
    CHECK(calls.write("p", {{"a", "1"}}));
    journal->stop();
    CHECK_FALSE(calls.write("p", {{"a", "2"}}));
    CHECK_FALSE(calls.once("k"));
    journal->settle({done_with(1, {{}, {{"a", "3"}}, {}, {}})}, {});
    CHECK(calls.state.value("p", "a") == "1");
}

#define TURNOUT_JOURNAL_STATE_CONFORMANCE(ENGINE)                   \
    TEST_CASE_TEMPLATE_INVOKE(conformance_state_write, ENGINE);     \
    TEST_CASE_TEMPLATE_INVOKE(conformance_state_scan, ENGINE);      \
    TEST_CASE_TEMPLATE_INVOKE(conformance_state_additions, ENGINE); \
    TEST_CASE_TEMPLATE_INVOKE(conformance_state_once, ENGINE);      \
    TEST_CASE_TEMPLATE_INVOKE(conformance_state_stopped, ENGINE)

} // namespace turnout::test
