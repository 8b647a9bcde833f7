// Processes that crash, and what they leave.
#include "core/app/crash_handler.hpp"

#include "core/app/crash_cause.hpp"
#include "core/app/crash_report.hpp"
#include "core/plugin/signal_stack.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/support/wait.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace turnout::app;
using turnout::plugins::RunningCalls;
using turnout::plugins::SignalStack;
using turnout::test::TemporaryDirectory;

namespace {

const RunningCalls::Subject subject{"greeter", "handle()", "everything", "everything/17/0", "a\nb", "channel.follow"};

/// A process of its own whose standard error is a file, and what it has left.
struct Crashed {
    explicit Crashed(const std::function<void(const std::filesystem::path& report)>& run,
                     std::optional<int> standard_error = std::nullopt) {
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            const rlimit none{0, 0};
            ::setrlimit(RLIMIT_CORE, &none);
            for (const int number : crash_signals) static_cast<void>(std::signal(number, SIG_DFL)); // doctest has some
            const int errors =
                standard_error ? *standard_error : ::open((directory / "stderr").c_str(), O_WRONLY | O_CREAT, 0600);
            ::dup2(errors, STDERR_FILENO);
            run(directory / "crash.txt");
            ::_exit(0);
        }
        REQUIRE(::waitpid(child, &status, 0) == child);
        report = read_crash_report(directory / "crash.txt");
    }

    int signal() const { return WIFSIGNALED(status) ? WTERMSIG(status) : 0; }

    std::string file() const { return turnout::test::read_file(directory / "crash.txt"); }

    TemporaryDirectory directory;
    int status = 0;
    std::optional<CrashReport> report;
};

void in_thread(const RunningCalls::Subject& what, RunningCalls& calls, const std::function<void()>& act) {
    std::thread{[&] {
        ::pthread_setname_np(::pthread_self(), "worker-1");
        const SignalStack stack;
        const RunningCalls::Scope scope{&calls, what};
        act();
    }}.join();
}

Crashed crash(const std::function<void()>& act, const RunningCalls::Subject& what = subject) {
    return Crashed{[&](const std::filesystem::path& report) {
        RunningCalls calls;
        const CrashHandler handler(calls, report);
        in_thread(what, calls, act);
    }};
}

// Ways to crash.

void use_null() {
    volatile int* volatile nowhere = nullptr;
    *nowhere = 1;
}

// NOLINTNEXTLINE(misc-no-recursion): that is the point
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
        const auto told = turnout::test::read_file(crashed.directory / "stderr");
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

TEST_CASE("a report of a crash lists what other threads do in plugins" * doctest::skip(!CrashHandler::supported)) {
    const Crashed crashed{[](const std::filesystem::path& report) {
        RunningCalls calls;
        const CrashHandler handler(calls, report);
        std::atomic<bool> ready{false};
        std::thread other{[&] {
            ::pthread_setname_np(::pthread_self(), "worker-2");
            const RunningCalls::Scope scope{&calls, {"archive", "handle()", "all", "all/9/1", "m9", "channel.raid"}};
            ready = true;
            for (;;) ::pause();
        }};
        if (!turnout::test::wait_until([&] { return ready.load(); })) ::_exit(1);
        in_thread(subject, calls, use_null);
    }};
    CHECK(crashed.signal() == SIGSEGV);
    REQUIRE(crashed.report);
    CHECK(crashed.report->plugin == "greeter");
    REQUIRE(crashed.report->beside.size() == 1);
    CHECK(
        crashed.report->beside.front().ends_with(" worker-2, plugin archive, handle(), delivery all/9/1, message m9"));
}

TEST_CASE("of threads that crash at once one reports" * doctest::skip(!CrashHandler::supported)) {
    const Crashed crashed{[](const std::filesystem::path& report) {
        constexpr int threads = 8;
        RunningCalls calls;
        const CrashHandler handler(calls, report);
        std::atomic<int> ready{0};
        std::vector<std::thread> all;
        for (int index = 0; index < threads; ++index)
            all.emplace_back([&] {
                in_thread(subject, calls, [&] {
                    ++ready;
                    while (ready != threads) std::this_thread::yield();
                    use_null();
                });
            });
        for (auto& thread : all) thread.join();
    }};
    CHECK(crashed.signal() == SIGSEGV);
    REQUIRE(crashed.report);
    CHECK(crashed.report->whole);
    const auto text = crashed.file();
    CHECK(text.find("signal:") == text.rfind("signal:"));
    CHECK(crashed.report->beside.size() == 7);
}

#if defined(__x86_64__)
TEST_CASE("a crash in the report itself ends the process with the first signal, and what was written stays" *
          doctest::skip(!CrashHandler::supported)) {
    // Nothing from which the callers could be read.
    const auto crashed = crash([] { asm volatile("mov $8, %rsp\n\tmov $8, %rbp\n\tud2"); });
    CHECK(crashed.signal() == SIGILL);
    REQUIRE(crashed.report);
    CHECK_FALSE(crashed.report->whole);
    CHECK(crashed.report->plugin == "greeter");
    CHECK(crashed.report->places.size() == 1);
}
#endif

TEST_CASE("a process whose standard error nobody reads crashes all the same" *
          doctest::skip(!CrashHandler::supported)) {
    int pipe[2];
    REQUIRE(::pipe2(pipe, O_CLOEXEC | O_NONBLOCK) == 0);
    while (::write(pipe[1], "x", 1) == 1) {
    }
    REQUIRE(::fcntl(pipe[1], F_SETFL, 0) == 0); // a write waits from now on
    const Crashed crashed{[](const std::filesystem::path& report) {
                              RunningCalls calls;
                              const CrashHandler handler(calls, report);
                              in_thread(subject, calls, use_null);
                          },
                          pipe[1]};
    ::close(pipe[0]);
    ::close(pipe[1]);
    CHECK(crashed.signal() == SIGSEGV);
    REQUIRE(crashed.report);
    CHECK(crashed.report->whole);
}

TEST_CASE("what handled a crash before does so after the report, and a child that crashes writes none" *
          doctest::skip(!CrashHandler::supported)) {
    const Crashed chained{[](const std::filesystem::path& report) {
        static_cast<void>(std::signal(SIGSEGV, [](int) { ::_exit(7); }));
        RunningCalls calls;
        const CrashHandler handler(calls, report);
        in_thread(subject, calls, use_null);
    }};
    CHECK(WIFEXITED(chained.status));
    CHECK(WEXITSTATUS(chained.status) == 7);
    CHECK(chained.report.has_value());
    const Crashed parent{[](const std::filesystem::path& report) {
        const RunningCalls calls;
        const CrashHandler handler(calls, report);
        const pid_t child = ::fork();
        if (child == 0) use_null();
        int status = 0;
        ::waitpid(child, &status, 0);
        if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSEGV || std::filesystem::file_size(report) != 0) ::_exit(1);
    }};
    CHECK(WIFEXITED(parent.status));
    CHECK(WEXITSTATUS(parent.status) == 0);
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
