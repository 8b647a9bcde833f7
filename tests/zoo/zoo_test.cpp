// What the host says of plugins with something wrong, and that it shrugs them off.
#include "core/plugin/library.hpp"
#include "tests/support/wait.hpp"
#include "tests/unit/plugin/fixture/plugin_host.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <link.h>
#include <string>
#include <vector>

namespace fs = std::filesystem;
using turnout::test::Answer;
using turnout::test::Event;
using turnout::test::PluginHost;
using turnout::test::read_file;
using turnout::test::wait_until;

namespace {

fs::path member(const std::string& name) {
    return fs::path{TURNOUT_ZOO} / (name + ".so");
}

Event follow() {
    return Event::of("channel.follow", "2", "{}");
}

[[maybe_unused]] int threads_named(const std::string& name) {
    int count = 0;
    std::error_code ended;
    for (const auto& thread : fs::directory_iterator{"/proc/self/task", ended}) {
        std::ifstream file{thread.path() / "comm"}; // empty if it has ended
        std::string found;
        std::getline(file, found);
        if (found == name) ++count;
    }
    return count;
}

/// A host with one plugin that works, which has to go on working.
struct Zoo : PluginHost {
    Zoo() { REQUIRE(load(member("healthy"), "healthy") == ""); }

    Zoo(const Zoo&) = delete;
    Zoo& operator=(const Zoo&) = delete;

    ~Zoo() {
        CHECK(handle("healthy", follow()).verdict == TURNOUT_OK);
        CHECK(set().stop().empty());
        CHECK(mapped() == 0);
    }

    /// How many private copies are loaded.
    int mapped() const {
        struct Search {
            std::string directory;
            int count;
        };

        Search search{cache_directory().string(), 0};
        ::dl_iterate_phdr(
            [](dl_phdr_info* info, std::size_t, void* data) {
                auto* wanted = static_cast<Search*>(data);
                if (std::string_view{info->dlpi_name}.starts_with(wanted->directory)) ++wanted->count;
                return 0;
            },
            &search);
        return search.count;
    }

    void refuses(const std::string& name, const std::string& reason) {
        CAPTURE(name);
        const auto said = load(member(name), "odd");
        CHECK_MESSAGE(said.find((plugins_directory() / (name + ".so")).string()) == 0, said);
        CHECK_MESSAGE(said.find(reason) != std::string::npos, said);
        CHECK(set().find("odd") == nullptr);
        CHECK(log().find("error plugin odd does not run: " + said) != std::string::npos);
        CHECK(mapped() == 1);
    }

    Answer answer_of(const std::string& name) {
        CAPTURE(name);
        REQUIRE(load(member(name), "odd") == "");
        return handle("odd", follow());
    }
};

} // namespace

TEST_CASE("a plugin that fails in create or start is told in its own words") {
    Zoo host;
    host.refuses("create_fails", "it does not start: no such database");
    host.refuses("create_says_nothing", "it does not start: it gave no reason");
    host.refuses("create_throws", "create let an exception out: thrown by create");
    host.refuses("start_fails", "it does not start: port in use");
    host.refuses("start_throws", "start let an exception out that is no std::exception");
}

TEST_CASE("its words are bounded, valid UTF-8 and one line") {
    Zoo host;
    host.refuses("create_fills_the_buffer", "it does not start: a\\nb\\x1b[31m\xEF\xBF\xBDxxxx");
}

TEST_CASE("a handler that throws through the ABI is retried") {
    Zoo host;
    auto answer = host.answer_of("handle_throws");
    CHECK(answer.verdict == TURNOUT_RETRY);
    CHECK(answer.reason == "handle let an exception out: thrown by handle");
}

TEST_CASE("so is one that throws what is no std::exception") {
    Zoo host;
    const auto answer = host.answer_of("handle_throws_odd");
    CHECK(answer.verdict == TURNOUT_RETRY);
    CHECK(answer.reason == "handle let an exception out that is no std::exception");
}

TEST_CASE("an unknown verdict is a retry that says so") {
    Zoo host;
    const auto answer = host.answer_of("handle_unknown");
    CHECK(answer.verdict == TURNOUT_RETRY);
    CHECK(answer.reason == "handle gave the unknown verdict 77");
    CHECK(answer.retry_after_ms == 0);
}

TEST_CASE("a rejection has a reason, always") {
    Zoo host;
    CHECK(host.answer_of("handle_rejects_silently").reason == "rejected without a reason");
}

TEST_CASE("a reason without an end is cut") {
    Zoo host;
    const auto answer = host.answer_of("handle_fills_the_buffer");
    CHECK(answer.verdict == TURNOUT_REJECT);
    CHECK(answer.reason.size() == 247);
    CHECK(answer.reason.starts_with("\\n\\n"));
}

TEST_CASE("forged tokens and verdicts that are none complete nothing") {
    Zoo host;
    CHECK(host.answer_of("handle_forges").verdict == TURNOUT_DEFERRED);
    const auto seen = host.port().completions();
    REQUIRE(seen.size() == 2); // the forged token and the genuine one: who knows tokens is the delivery side
    CHECK(seen[0].token == 8);
    CHECK(seen[1].token == 7);
}

TEST_CASE("an outcome that is cut short is not read, one of a newer version is") {
    Zoo host;
    CHECK(host.answer_of("handle_odd_outcomes").verdict == TURNOUT_DEFERRED);
    const auto seen = host.port().completions();
    REQUIRE(seen.size() == 2);
    CHECK(seen[0].reason == "");
    CHECK(seen[0].retry_after_ms == 0);
    CHECK(seen[1].reason == "the larger one");
}

TEST_CASE("exceptions from stop and destroy are logged, the unload goes on") {
    for (const std::string which : {"stop", "destroy"}) {
        Zoo host;
        CHECK(host.answer_of(which + "_throws").verdict == TURNOUT_OK);
        CHECK(host.set().stop().empty());
        CHECK(host.log().find("error [odd] " + which + " let an exception out: thrown by " + which) !=
              std::string::npos);
        CHECK(host.mapped() == 0);
        REQUIRE(host.load(member("healthy"), "healthy") == "");
    }
}

TEST_CASE("what is no plugin for this host is refused before its code runs") {
    Zoo host;
    host.refuses("no_note", "it has no Turnout note");
    host.refuses("no_entry", "it does not export turnout_plugin_entry; write TURNOUT_PLUGIN");
    host.refuses("wrong_major", "it speaks plugin ABI 2.0, this host speaks 1.0; build it with the SDK of this host");
    host.refuses("newer_required", "it needs a host with plugin ABI 1.9 or newer, this one has 1.0");
    host.refuses("needs_fmt", "which the host uses itself");
}

TEST_CASE("tables that are not what the ABI asks for are refused") {
    Zoo host;
    host.refuses("other_abi_in_note", "its note and its entry name different versions of the ABI");
    host.refuses("other_id_in_note", "its note and its description name different ids");
    host.refuses("entry_cut_short", "its entry is cut short");
    host.refuses("description_cut_short", "its description is cut short");
    host.refuses("table_cut_short", "its table of functions is cut short");
    host.refuses("null_create", "its table lacks the function create");
    host.refuses("null_handle", "its table lacks the function handle");
    host.refuses("null_start", "its table lacks the function start");
    host.refuses("null_stop", "its table lacks the function stop");
    host.refuses("null_destroy", "its table lacks the function destroy");
    host.refuses("null_description", "its entry lacks a table");
    host.refuses("null_id", "its note and its description name different ids");
    host.refuses("null_setting", "one of its settings is a null pointer");
    host.refuses("setting_cut_short", "one of its settings is cut short");
}

TEST_CASE("what the description says differently from the note is refused") {
    Zoo host;
    host.refuses("other_type_in_note",
                 "its description names the event type channel.follow@1, its note does not; rebuild");
    host.refuses("one_type_more", "its description names the event type every event, its note does not");
    host.refuses("other_setting_in_note", "its note and its description differ in the setting gate");
}

TEST_CASE("reserved fields are 0, in what does not come from the future") {
    Zoo host;
    host.refuses("entry_reserved", "a reserved field of its entry is not 0");
    host.refuses("table_reserved", "a reserved field of its table of functions is not 0");
    host.refuses("setting_reserved", "a reserved field of one of its settings is not 0");
    CHECK(host.answer_of("reserved_of_the_future").verdict == TURNOUT_OK);
}

TEST_CASE("a null text in the description is empty, whatever size it is said to have") {
    Zoo host;
    CHECK(host.answer_of("null_texts").verdict == TURNOUT_OK);
}

TEST_CASE("records of a newer minor version are fine") {
    Zoo host;
    CHECK(host.answer_of("records_of_the_future").verdict == TURNOUT_OK);
}

TEST_CASE("a library that stays loaded for ever is warned about, and reported when it does") {
    PluginHost host;
    REQUIRE(host.load(member("nodelete"), "odd") == "");
    CHECK(host.log().find("it is marked to stay loaded for ever; link it without -z nodelete") != std::string::npos);
    CHECK(host.set().stop().empty());
    CHECK(host.log().find("warning [odd] its library stays loaded: it is marked to stay loaded for ever (NODELETE)") !=
          std::string::npos);
}

#if defined(__GNUC__) && !defined(__clang__)
TEST_CASE("so is one with unique symbols") {
    PluginHost host;
    REQUIRE(host.load(member("unique_symbols"), "odd") == "");
    CHECK(host.handle("odd", follow()).verdict == TURNOUT_OK);
    CHECK(host.set().stop().empty());
    CHECK(host.log().find("warning [odd] its library stays loaded: it has unique symbols") != std::string::npos);
}
#endif

TEST_CASE("so is one whose thread_local object a thread of the host has used") {
    PluginHost host;
    REQUIRE(host.load(member("thread_local_object"), "odd") == "");
    CHECK(host.handle("odd", follow()).verdict == TURNOUT_OK);
    CHECK(host.set().stop().empty());
    CHECK(host.log().find("warning [odd] its library stays loaded: a thread that goes on has used a thread_local "
                          "object of it that has a destructor") != std::string::npos);
}

TEST_CASE("one whose thread_local object nobody has used is unloaded") {
    Zoo host;
    REQUIRE(host.load(member("thread_local_object"), "odd") == "");
    CHECK(host.set().stop().empty());
    CHECK(host.log().find("stays loaded") == std::string::npos);
    REQUIRE(host.load(member("healthy"), "healthy") == ""); // for the end of the test
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) // there all threads begin in the program
TEST_CASE("one whose thread still runs stays loaded, and the thread is named") {
    PluginHost host;
    const auto gate = host.directory() / "gate";
    REQUIRE(host.load(member("thread_lingers"), "odd", {{"gate", gate.string()}}) == "");
    CHECK(host.set().stop() == std::vector<std::string>{"odd"}); // what it was handed must stay, too
    CHECK(host.log().find("warning [odd] its library stays loaded: its thread \"zoo-lingers\" (") != std::string::npos);
    CHECK(host.log().find("stop() must join every thread of it") != std::string::npos);
    host.directory().write("gate", "open"); // its code is there for the rest of the way
    CHECK(wait_until([] { return threads_named("zoo-lingers") == 0; }));
}
#endif

TEST_CASE("what stays loaded is a zombie, and with as many as there may be a plugin is not loaded anew") {
    PluginHost host;
    const auto began = std::chrono::system_clock::now();
    for (std::size_t count = 1; count <= 3; ++count) {
        CAPTURE(count);
        REQUIRE(host.load(member("nodelete"), "odd") == "");
        for (const auto& one : host.set().exchange({}, {"odd"})) host.set().retire(one, std::chrono::seconds{10});
        const auto status = host.set().zombies().status();
        REQUIRE(status.all.size() == count);
        CHECK(status.most == 3);
        const auto& last = status.all.back();
        CHECK(last.plugin == "odd");
        CHECK(last.library == host.plugins_directory() / "nodelete.so");
        CHECK(last.generation == count);
        CHECK(last.since >= began);
        CHECK(last.cause == "it is marked to stay loaded for ever (NODELETE)");
        CHECK(host.log().find("plugin odd: " + std::to_string(count) + " of at most 3 former ones stay in memory") !=
              std::string::npos);
    }
    const auto said = host.load(member("nodelete"), "odd");
    CHECK_MESSAGE(said.find("it cannot be loaded anew: the code of 3 former ones stays in memory (plugins.max_zombies "
                            "= 3), the last one because it is marked to stay loaded for ever (NODELETE); mend that") !=
                      std::string::npos,
                  said);
    CHECK(said.find("plugin.odd.isolation = process") != std::string::npos);
    CHECK(host.load(member("nodelete"), "even") == ""); // each has its own
    host.isolate();
    CHECK(host.load(member("nodelete"), "odd") == "");
    for (const auto& one : host.set().exchange({}, {"odd"})) host.set().retire(one, std::chrono::seconds{10});
    CHECK(host.set().zombies().status().all.size() == 3); // what was in another process has gone with it
    CHECK(host.set().stop().empty());
}

TEST_CASE("files that are no library at all") {
    Zoo host;
    const auto refused = [&](const std::string& name, const std::string& reason) {
        const auto said = host.load_installed(name, "odd");
        CHECK_MESSAGE(said.find(reason) != std::string::npos, said);
        CHECK(said.find(name) != std::string::npos);
    };
    host.directory().write("plugins/text.so", "#!/bin/sh\necho I am a plugin\n");
    refused("text.so", "this is no ELF file");
    host.directory().write("plugins/empty.so", "");
    refused("empty.so", "this is no ELF file");
    fs::create_directory(host.plugins_directory() / "directory.so");
    refused("directory.so", "it is a directory");
    fs::create_symlink("nowhere", host.plugins_directory() / "dangling.so");
    refused("dangling.so", "it is a link to nowhere");
    refused("absent.so", "there is no such file");
}

TEST_CASE("a file that is cut off anywhere is refused, never loaded") {
    Zoo host;
    const auto whole = read_file(member("healthy"));
    for (const std::size_t size : {1UL, 4UL, 63UL, 64UL, 500UL, whole.size() / 2, whole.size() - 1}) {
        CAPTURE(size);
        host.directory().write("plugins/cut.so", whole.substr(0, size));
        const auto said = host.load_installed("cut.so", "odd");
        CHECK_MESSAGE((said.find("cut off") != std::string::npos || said.find("no ELF file") != std::string::npos),
                      said);
    }
}
