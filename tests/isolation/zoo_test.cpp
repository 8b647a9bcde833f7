// Each member of the zoo says the same to a host in whose process it runs and to one that gave it a process of its own.
#include "tests/unit/plugin/fixture/plugin_host.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string>

using turnout::test::Answer;
using turnout::test::Event;
using turnout::test::PluginHost;

namespace {

std::filesystem::path member(const std::string& name) {
    return std::filesystem::path{TURNOUT_ZOO} / (name + ".so");
}

/// What a host hears of it: why it does not run, or what it answers.
struct Heard {
    std::string refusal;
    Answer answer;
    std::size_t completions = 0;
    bool stops = false;
};

Heard hear(const std::string& name, bool isolated) {
    PluginHost host{{}, std::chrono::seconds{1}};
    host.isolate(isolated);
    Heard heard;
    heard.refusal = host.load(member(name), "odd");
    if (heard.refusal.empty()) {
        auto event = Event::of("channel.follow", "2", "{}");
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{15};
        event.record().deadline_ns = std::chrono::nanoseconds{deadline.time_since_epoch()}.count();
        heard.answer = host.handle("odd", event);
    }
    // The directory is another one each time.
    if (const auto at = heard.refusal.find(".so: "); at != std::string::npos) heard.refusal.erase(0, at);
    heard.completions = host.port().completions().size();
    heard.stops = host.set().stop(std::chrono::seconds{2}).empty();
    return heard;
}

} // namespace

TEST_CASE("conformance: members of the zoo say the same in both modes") {
    for (const std::string name : {"healthy",
                                   "create_fails",
                                   "create_says_nothing",
                                   "create_throws",
                                   "create_fills_the_buffer",
                                   "start_fails",
                                   "start_throws",
                                   "handle_throws",
                                   "handle_throws_odd",
                                   "handle_unknown",
                                   "handle_rejects_silently",
                                   "handle_fills_the_buffer",
                                   "handle_forges",
                                   "handle_odd_outcomes",
                                   "stop_throws",
                                   "destroy_throws",
                                   "no_note",
                                   "no_entry",
                                   "wrong_major",
                                   "newer_required",
                                   "other_abi_in_note",
                                   "entry_cut_short",
                                   "description_cut_short",
                                   "table_cut_short",
                                   "records_of_the_future",
                                   "null_create",
                                   "null_handle",
                                   "null_id",
                                   "null_setting"}) {
        CAPTURE(name);
        const auto inside = hear(name, false);
        const auto apart = hear(name, true);
        CHECK(apart.refusal == inside.refusal);
        CHECK(apart.answer.verdict == inside.answer.verdict);
        CHECK(apart.answer.reason == inside.answer.reason);
        CHECK(apart.answer.retry_after_ms == inside.answer.retry_after_ms);
        CHECK(apart.completions == inside.completions);
        CHECK(apart.stops);
    }
}

TEST_CASE("isolation: what would take this process down is answered for") {
    for (const std::string name :
         {"handle_crashes", "handle_uses_null", "handle_fills_the_stack", "handle_crashes_elsewhere", "handle_exits"}) {
        CAPTURE(name);
        const auto heard = hear(name, true);
        CHECK(heard.refusal.empty());
        CHECK(heard.answer.verdict == TURNOUT_RETRY);
        CHECK_MESSAGE(heard.answer.reason.starts_with("its plugin's process "), heard.answer.reason);
        CHECK(heard.stops);
    }
    CHECK(hear("handle_exits", true).answer.reason == "its plugin's process exited with status 0");
    CHECK(hear("start_crashes", true).refusal == ".so: its process was ended by signal 6 (Aborted)");
}

TEST_CASE("isolation: what hangs is ended") {
    for (const std::string call : {"create", "start"}) {
        CAPTURE(call);
        const auto heard = hear(call + "_hangs", true);
        CHECK_MESSAGE(heard.refusal.find("hangs in " + call + "(): not back within 1000 ms") != std::string::npos,
                      heard.refusal);
    }
    for (const std::string name : {"stop_hangs", "destroy_hangs"}) {
        CAPTURE(name);
        CHECK(hear(name, true).stops); // nothing of it is left behind
    }
}
