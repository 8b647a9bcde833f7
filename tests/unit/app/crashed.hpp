// Processes of their own that crash, and what they have left.
#pragma once
#include "core/app/crash_cause.hpp"
#include "core/app/crash_handler.hpp"
#include "core/app/crash_report.hpp"
#include "core/plugin/running_calls.hpp"
#include "core/plugin/signal_stack.hpp"
#include "tests/support/temporary_directory.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <thread>

namespace turnout::test {

inline const plugins::RunningCalls::Subject greeting{"greeter",         "handle()", "everything",
                                                     "everything/17/0", "a\nb",     "channel.follow"};

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
            for (const int number : app::crash_signals)
                static_cast<void>(std::signal(number, SIG_DFL)); // doctest has some
            const int errors =
                standard_error ? *standard_error : ::open((directory / "stderr").c_str(), O_WRONLY | O_CREAT, 0600);
            ::dup2(errors, STDERR_FILENO);
            run(directory / "crash.txt");
            ::_exit(0);
        }
        REQUIRE(::waitpid(child, &status, 0) == child);
        report = app::read_crash_report(directory / "crash.txt");
    }

    int signal() const { return WIFSIGNALED(status) ? WTERMSIG(status) : 0; }

    std::string file() const { return read_file(directory / "crash.txt"); }

    TemporaryDirectory directory;
    int status = 0;
    std::optional<app::CrashReport> report;
};

/// In a thread "worker-1", as if in a plugin.
inline void in_thread(const plugins::RunningCalls::Subject& what, plugins::RunningCalls& calls,
                      const std::function<void()>& act) {
    std::thread{[&] {
        ::pthread_setname_np(::pthread_self(), "worker-1");
        const plugins::SignalStack stack;
        const plugins::RunningCalls::Scope scope{&calls, what};
        act();
    }}.join();
}

/// What comes of `act` in such a thread, with a handler.
inline Crashed crash(const std::function<void()>& act, const plugins::RunningCalls::Subject& what = greeting) {
    return Crashed{[&](const std::filesystem::path& report) {
        plugins::RunningCalls calls;
        const app::CrashHandler handler(calls, report);
        in_thread(what, calls, act);
    }};
}

inline void use_null() {
    volatile int* volatile nowhere = nullptr;
    *nowhere = 1;
}

} // namespace turnout::test
