// What a crash leaves, of whatever kind it is.
#include "core/app/crash_handler.hpp"

#include "crashed.hpp"

#include <doctest/doctest.h>

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

using namespace turnout::app;
using namespace turnout::test;
using turnout::plugins::RunningCalls;

namespace {

// Ways to crash.

int recurse(unsigned long depth) {
    volatile char frame[512];
    frame[0] = static_cast<char>(depth);
    return depth == 0 ? 0 : recurse(depth - 1) + frame[0];
}

void fill_the_stack() {
    ::_exit(recurse(~0UL) == 0 ? 3 : 4);
}

void divide_by_zero() {
    volatile int one = 1, zero = 0;
    volatile int result = one / zero;
    static_cast<void>(result);
}

void throw_away() {
    throw std::runtime_error("nobody catches this");
}

/// A file that has become shorter than what is mapped of it.
void use_lost_memory() {
    const int file = ::memfd_create("lost", MFD_CLOEXEC);
    if (::ftruncate(file, 4096) != 0) return;
    const auto* memory = static_cast<volatile char*>(::mmap(nullptr, 4096, PROT_READ, MAP_SHARED, file, 0));
    if (::ftruncate(file, 0) == 0) static_cast<void>(*memory);
}

struct Way {
    void (*act)();
    int signal;
    const char* name;
    const char* cause;
};

} // namespace

TEST_CASE("a crash is reported with its signal and the call, and ends the process as it would have" *
          doctest::skip(!CrashHandler::supported)) {
    const Way ways[] = {
        {use_null, SIGSEGV, "SIGSEGV", "a null pointer was used"},
        {fill_the_stack, SIGSEGV, "SIGSEGV", "the stack is full: a recursion without an end?"},
        {[] { std::abort(); }, SIGABRT, "SIGABRT",
         "the program gave up: a failed assertion, or an exception that nobody caught?"},
        {throw_away, SIGABRT, "SIGABRT",
         "the program gave up: a failed assertion, or an exception that nobody caught?"},
#if defined(__x86_64__)
        {divide_by_zero, SIGFPE, "SIGFPE", "an integer was divided by zero"},
#endif
        {[] { __builtin_trap(); }, SIGILL, "SIGILL", nullptr},
        {[] { ::raise(SIGSYS); }, SIGSYS, "SIGSYS", "the process has sent it to itself"},
        {[] { ::raise(SIGTRAP); }, SIGTRAP, "SIGTRAP", "the process has sent it to itself"},
        {use_lost_memory, SIGBUS, "SIGBUS", nullptr},
    };
    for (const auto& way : ways) {
        CAPTURE(way.name);
        CAPTURE(way.cause);
        const auto crashed = crash(way.act);
        CHECK(crashed.signal() == way.signal);
        REQUIRE(crashed.report);
        const auto& report = *crashed.report;
        CHECK(report.whole);
        CHECK(report.signal == way.name);
        if (way.cause != nullptr) CHECK(report.cause == way.cause);
        CHECK(report.plugin == "greeter");
        CHECK(report.call == "handle()");
        CHECK(report.route == "everything");
        CHECK(report.delivery == "everything/17/0");
        CHECK(report.message == "a\\x0ab");
        CHECK(report.type == "channel.follow");
        CHECK(report.thread.ends_with(" worker-1"));
        CHECK(report.time.has_value());
        CHECK(report.beside.empty());
        REQUIRE_FALSE(report.places.empty());
        CHECK(report.places.front().find("+0x") != std::string::npos);
        const auto told = read_file(crashed.directory / "stderr");
        CHECK_MESSAGE(told.ends_with(crashed.file()), told);
    }
}

TEST_CASE("a crash in a call without an event, or in no call, is reported as that" *
          doctest::skip(!CrashHandler::supported)) {
    const auto control = crash(use_null, {"greeter", "create()", {}, {}, {}, {}});
    REQUIRE(control.report);
    CHECK(control.report->plugin == "greeter");
    CHECK(control.report->call == "create()");
    CHECK(control.report->delivery.empty());
    CHECK(control.file().find("\nroute:") == std::string::npos);
    const Crashed outside{[](const std::filesystem::path& report) {
        const RunningCalls calls;
        const CrashHandler handler(calls, report);
        use_null();
    }};
    CHECK(outside.signal() == SIGSEGV);
    REQUIRE(outside.report);
    CHECK(outside.report->plugin.empty());
    CHECK(outside.report->call.starts_with("none"));
}

TEST_CASE("the file of a crash is this user's only, made anew, and goes when there was none" *
          doctest::skip(!CrashHandler::supported)) {
    const TemporaryDirectory directory;
    const auto file = directory.write("crash.txt", "of a former run");
    std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    const RunningCalls calls;
    {
        const CrashHandler handler(calls, file);
        CHECK(handler.trouble().empty());
        CHECK(std::filesystem::file_size(file) == 0);
        CHECK_THROWS_AS(CrashHandler(calls, directory / "second.txt"), std::logic_error);
    }
    CHECK_FALSE(std::filesystem::exists(file));
    {
        const CrashHandler handler(calls, file);

        struct stat about {};

        REQUIRE(::stat(file.c_str(), &about) == 0);
        CHECK((about.st_mode & 0777U) == 0600U);
    }
    const CrashHandler without(calls, directory / "missing" / "crash.txt");
    CHECK(without.trouble().find("missing/crash.txt: No such file") != std::string::npos);
}
