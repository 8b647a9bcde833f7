// Plugins that take the host down: it ends as it must, and says whose fault it was, then and at the next start.
#include "core/app/crash_handler.hpp"
#include "core/app/crash_report.hpp"
#include "tests/e2e/zoo_host.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <filesystem>

using namespace turnout::test;
using turnout::app::CrashHandler;
using turnout::app::read_crash_report;

namespace {

class CrashingHost : public ZooHost {
public:
    CrashingHost(const std::string& member, int crash_attempts)
        : ZooHost(member, "plugins.required = archive\nroute.odd.retry.crash_attempts = " +
                              std::to_string(crash_attempts) + "\n") {}

    /// The host may be gone before its answer is read.
    void send(const std::string& id) const {
        SignedRequest request;
        request.id = id;
        try {
            post(port(), request);
        } catch (const std::exception&) {
            return; // the event was stored, or nothing would have crashed
        }
    }

    std::filesystem::path report() const { return directory() / "state" / "crash.txt"; }

    std::filesystem::path kept_report() const { return directory() / "state" / "crash-last.txt"; }

    std::string status() const { return turnout({"status"}).output; }

    /// Dead letters, as `turnout dead list` shows them.
    std::string dead() const { return turnout({"dead", "list"}).output; }
};

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

struct Member {
    const char* library;
    int signal;
    const char* name;
    const char* cause;
};

} // namespace

TEST_CASE("a plugin that crashes in handle() is reported, and its event is dead after its attempts" *
          doctest::skip(!CrashHandler::supported)) {
    const Member members[] = {
        {"handle_crashes.so", SIGABRT, "SIGABRT", "the program gave up"},
        {"handle_uses_null.so", SIGSEGV, "SIGSEGV", "a null pointer was used"},
        {"handle_fills_the_stack.so", SIGSEGV, "SIGSEGV", "the stack is full"},
    };
    for (const auto& member : members) {
        CAPTURE(member.library);
        CrashingHost host(member.library, 2);
        REQUIRE_MESSAGE(host.start(), host.log());
        CHECK(std::filesystem::file_size(host.report()) == 0);
        host.send("poison");
        REQUIRE_MESSAGE(host.process().wait() == 128 + member.signal, host.log());
        const auto report = read_crash_report(host.report());
        REQUIRE(report);
        CHECK(report->whole);
        CHECK(report->signal == member.name);
        CHECK(report->cause.starts_with(member.cause));
        CHECK(report->plugin == "odd");
        CHECK(report->call == "handle()");
        CHECK(report->route == "odd");
        CHECK(report->delivery == "odd/1/0");
        CHECK(report->message == "poison");
        CHECK(report->type == "channel.follow");
        CHECK(contains(report->thread, " worker-"));
        CHECK(contains(read_file(host.report()), "/odd-2.so+0x"));
        CHECK(contains(host.log(), read_file(host.report())));
        host.launch(); // it runs alone now, for its second and last time
        REQUIRE_MESSAGE(host.process().wait() == 128 + member.signal, host.log());
        CHECK(host.told("the former run has crashed: " + report->signal + " (" + report->cause +
                        ") in plugin odd, handle(), with event poison") == 1);
        REQUIRE_MESSAGE(host.start(), host.log());
        CHECK(host.told("the former run has crashed") == 2);
        const auto status = host.status();
        CHECK_MESSAGE(contains(status, report->signal + " (" + report->cause +
                                           ") in plugin odd, handle(), event poison (odd/1/0), thread "),
                      status);
        CHECK(contains(status, "\n  report: " + host.kept_report().string() + "\n"));
        CHECK(wait_until([&] { return contains(host.dead(), "poison"); }));
        CHECK(contains(host.dead(), "crashed the host"));
        CHECK(host.delivered().contains("poison"));
        CHECK(read_crash_report(host.kept_report()).has_value());
        REQUIRE_MESSAGE(host.restarts(), host.log());
        CHECK(host.told("the former run has crashed") == 2); // that one has not
        CHECK_FALSE(contains(host.status(), "crashed"));
        CHECK(host.stop() == 0);
        CHECK_FALSE(std::filesystem::exists(host.report()));
    }
}

TEST_CASE("an event whose crash was reported is dead at the next start if one attempt is enough" *
          doctest::skip(!CrashHandler::supported)) {
    CrashingHost host("handle_uses_null.so", 1);
    REQUIRE_MESSAGE(host.start(), host.log());
    host.send("poison");
    REQUIRE_MESSAGE(host.process().wait() == 128 + SIGSEGV, host.log());
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(wait_until([&] { return contains(host.dead(), "poison"); }));
    CHECK(wait_until([&] { return host.delivered().contains("poison"); })); // the other route has it
    CHECK(host.stop() == 0);
}

TEST_CASE("a crash in a thread of the plugin's own tells where it was, and what the host has called meanwhile" *
          doctest::skip(!CrashHandler::supported)) {
    CrashingHost host("handle_crashes_elsewhere.so", 1);
    REQUIRE_MESSAGE(host.start(), host.log());
    host.send("poison");
    REQUIRE_MESSAGE(host.process().wait() == 128 + SIGABRT, host.log());
    const auto report = read_crash_report(host.report());
    REQUIRE(report);
    CHECK(report->plugin.empty());
    CHECK(contains(read_file(host.report()), "/odd-2.so+0x"));
    bool beside = false;
    for (const auto& line : report->beside)
        beside = beside || line.ends_with("plugin odd, handle(), delivery odd/1/0, message poison");
    CHECK(beside);
}

TEST_CASE("a plugin that crashes in start() is named at every start" * doctest::skip(!CrashHandler::supported)) {
    CrashingHost host("start_crashes.so", 1);
    for (std::size_t times = 0; times < 3; ++times) {
        host.launch();
        REQUIRE_MESSAGE(host.process().wait() == 128 + SIGABRT, host.log());
        CHECK(host.told("the former run has crashed: SIGABRT") == times);
        CHECK(host.told("in plugin odd, start(), thread ") == times);
        const auto report = read_crash_report(host.report());
        REQUIRE(report);
        CHECK(report->plugin == "odd");
        CHECK(report->call == "start()");
        CHECK(report->thread.ends_with(" plugins"));
        CHECK(report->delivery.empty());
    }
}
