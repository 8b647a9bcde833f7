// Reports of crashes, whole, cut short and spoilt.
#include "core/app/crash_report.hpp"

#include "core/eventsub/timestamp.hpp"
#include "tests/support/temporary_directory.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <random>
#include <string>
#include <system_error>

using namespace turnout::app;
using turnout::test::TemporaryDirectory;

namespace {

const std::string whole_report = "turnout crash report 1\n"
                                 "time: 2026-11-29T13:44:27Z\n"
                                 "turnout: 0.1.0\n"
                                 "signal: SIGSEGV\n"
                                 "cause: a null pointer was used\n"
                                 "address: 0x8\n"
                                 "process: 41\n"
                                 "thread: 43 worker-2\n"
                                 "plugin: greeter\n"
                                 "call: handle()\n"
                                 "route: everything\n"
                                 "delivery: everything/17/0\n"
                                 "message: a1b2\n"
                                 "type: channel.follow\n"
                                 "beside: thread 44 worker-3, plugin archive, handle()\n"
                                 "beside: thread 45 worker-4, plugin archive, timer\n"
                                 "at: 0x7f01 /plugins/greeter-1.so+0x1f01\n"
                                 "at: 0x7f02 turnout+0x1f02\n"
                                 "end\n";

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a whole report of a crash is read") {
    const auto report = parse_crash_report(whole_report);
    REQUIRE(report);
    REQUIRE(report->time);
    CHECK(*report->time == *turnout::eventsub::parse_timestamp("2026-11-29T13:44:27Z"));
    CHECK(report->version == "0.1.0");
    CHECK(report->signal == "SIGSEGV");
    CHECK(report->cause == "a null pointer was used");
    CHECK(report->address == "0x8");
    CHECK(report->process == "41");
    CHECK(report->thread == "43 worker-2");
    CHECK(report->plugin == "greeter");
    CHECK(report->call == "handle()");
    CHECK(report->route == "everything");
    CHECK(report->delivery == "everything/17/0");
    CHECK(report->message == "a1b2");
    CHECK(report->type == "channel.follow");
    CHECK(report->beside.size() == 2);
    CHECK(report->beside.at(1) == "thread 45 worker-4, plugin archive, timer");
    CHECK(report->places.size() == 2);
    CHECK(report->places.at(0) == "0x7f01 /plugins/greeter-1.so+0x1f01");
    CHECK(report->whole);
}

TEST_CASE("a report of a crash that is cut short anywhere says what it still says") {
    for (std::size_t size = 0; size < whole_report.size(); ++size) {
        CAPTURE(size);
        const auto report = parse_crash_report(whole_report.substr(0, size));
        if (!report) {
            REQUIRE(size < whole_report.find("turnout: ") + 10);
            continue;
        }
        REQUIRE(report->whole == (size == whole_report.size() - 1)); // without the last line break
        REQUIRE(std::string{"everything/17/0"}.starts_with(report->delivery));
        REQUIRE(report->plugin.empty() == (size < whole_report.find("greeter\n") + 1));
    }
}

TEST_CASE("garbage is no report of a crash, and garbage in one harms nothing but its line") {
    CHECK_FALSE(parse_crash_report(""));
    CHECK_FALSE(parse_crash_report("\n\n\n"));
    CHECK_FALSE(parse_crash_report("end\n"));
    CHECK_FALSE(parse_crash_report("signal SIGSEGV\n: nothing\ntime: yesterday\n"));
    CHECK_FALSE(parse_crash_report(std::string(1'000'000, 'x')));
    CHECK_FALSE(parse_crash_report(std::string(1'000, '\0')));
    std::mt19937 random{7}; // NOLINT(cert-msc51-cpp): the same garbage every time
    std::string noise(10'000, '\0');
    for (char& c : noise) c = static_cast<char>(std::uniform_int_distribution<int>{-128, 127}(random));
    const auto report = parse_crash_report(noise + "\nplugin: a\x1b[31m\xff" + "b\nsignal: SIGBUS\n" + noise);
    REQUIRE(report);
    CHECK(report->plugin == "a\\x1b[31m\xef\xbf\xbd"
                            "b");
    CHECK(report->signal == "SIGBUS");
    CHECK_FALSE(report->whole);
    const auto longest = parse_crash_report("plugin: " + std::string(100'000, 'p') + "\n");
    REQUIRE(longest);
    CHECK(longest->plugin.size() == 1024);
}

TEST_CASE("a report of a crash is told once, and kept") {
    const TemporaryDirectory directory;
    const auto file = directory / "crash.txt", kept = directory / "crash-last.txt";
    CHECK_FALSE(take_crash_report(file, kept));
    directory.write("crash.txt", "");
    CHECK_FALSE(take_crash_report(file, kept));
    CHECK_FALSE(std::filesystem::exists(kept));
    directory.write("crash.txt", whole_report);
    const auto report = take_crash_report(file, kept);
    REQUIRE(report);
    CHECK(report->plugin == "greeter");
    CHECK(report->kept == kept);
    CHECK_FALSE(std::filesystem::exists(file));
    CHECK(turnout::test::read_file(kept) == whole_report);
    CHECK_FALSE(take_crash_report(file, kept));
    CHECK(std::filesystem::exists(kept));
    std::filesystem::create_directory(file);
    CHECK_THROWS_AS(take_crash_report(file, kept), std::system_error);
}

TEST_CASE("what is told of a crash names plugin, signal and event, and what to do") {
    const auto told = text_of(*parse_crash_report(whole_report), "/state/crash-last.txt");
    for (const std::string part : {"SIGSEGV (a null pointer was used)", "plugin greeter, handle()", "event a1b2",
                                   "(channel.follow, delivery everything/17/0)", "thread 43 worker-2",
                                   "/state/crash-last.txt;", "retry.crash_attempts", "turnout dead list"}) {
        CAPTURE(part);
        CHECK_MESSAGE(says(told, part), told);
    }
    CHECK(says(text_of(*parse_crash_report("signal: SIGBUS\n"), "/kept"), "/kept (cut short)"));
    const auto control = text_of(*parse_crash_report("signal: SIGBUS\nplugin: greeter\ncall: create()\n"), "/kept");
    CHECK(says(control, "plugin greeter, create()"));
    CHECK(says(control, "take it out of the configuration"));
    CHECK_FALSE(says(control, "event"));
    const auto foreign = text_of(*parse_crash_report("signal: SIGBUS\nat: 0x1 greeter-1.so+0x1\n"), "/kept");
    CHECK(says(foreign, "in no call into a plugin"));
    CHECK(says(foreign, "at 0x1 greeter-1.so+0x1"));
}
