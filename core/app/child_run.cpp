#include "core/app/child_run.hpp"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <system_error>

namespace turnout::app {
namespace {

/// Told apart from the exit() of foreign code, which may say 0 and mean nothing.
constexpr int first_result = 64, last_result = 127;

/// Blocks the signals that are waited for, as long as it lives.
class Blocked {
public:
    Blocked() {
        // Ignored ones would not be seen.
        static_cast<void>(std::signal(SIGCHLD, SIG_DFL));
        sigemptyset(&signals_);
        for (const int number : {SIGCHLD, SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals_, number);
        ::pthread_sigmask(SIG_BLOCK, &signals_, &before_);
    }

    Blocked(const Blocked&) = delete;
    Blocked& operator=(const Blocked&) = delete;

    ~Blocked() { restore(); }

    void restore() const { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

    /// The next of them.
    int wait() const {
        for (;;)
            if (const int number = ::sigwaitinfo(&signals_, nullptr); number > 0) return number;
    }

private:
    sigset_t signals_{}, before_{};
};

void read_status(int status, ChildEnd& end) {
    if (WIFSIGNALED(status)) {
        end.signal = WTERMSIG(status);
        return;
    }
    const int code = WEXITSTATUS(status);
    if (code >= first_result && code <= last_result)
        end.result = code - first_result;
    else
        end.exit_status = code;
}

ChildEnd await(pid_t child, const Blocked& blocked) {
    ChildEnd end;
    for (;;) {
        const int number = blocked.wait();
        if (number != SIGCHLD) {
            ::kill(child, end.interrupted == 0 ? number : SIGKILL);
            end.interrupted = number;
            continue;
        }
        int status = 0;
        if (::waitpid(child, &status, WNOHANG) != child) continue;
        read_status(status, end);
        return end;
    }
}

} // namespace

ChildEnd run_in_child(const std::function<int()>& work) {
    const Blocked blocked;
    const pid_t parent = ::getpid();
    const pid_t child = ::fork();
    if (child < 0) throw std::system_error(errno, std::generic_category(), "no process for the plugin");
    if (child > 0) return await(child, blocked);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);
    blocked.restore();
    leave_child(work());
}

void leave_child(int result) {
    ::_exit(first_result + result);
}

} // namespace turnout::app
