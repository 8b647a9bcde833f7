// Work in a process of its own, so that nothing of it can take its caller along.
#pragma once
#include <functional>
#include <optional>

namespace turnout::app {

/// How the work has ended.
struct ChildEnd {
    std::optional<int> result; ///< what it returned; nothing: the process ended without that
    int exit_status = 0;       ///< without a result: of exit(), if no signal ended it
    int signal = 0;            ///< without a result: what ended it; 0: it called exit()
    int interrupted = 0;       ///< SIGINT, SIGTERM or SIGHUP that this process got meanwhile; 0: none
};

/// Runs `work` in a child process and waits for its end. Call it while the process has one thread, with output flushed.
/// Signals that ask this process to end are passed on, the second one as SIGKILL; the child also ends with this
/// process. `work` returns 0 to 63, throws nothing and flushes what it has written; no destructor runs behind it.
/// Throws std::system_error if there can be no child.
ChildEnd run_in_child(const std::function<int()>& work);

/// Ends the child at once with this result, whatever its other threads do.
[[noreturn]] void leave_child(int result);

} // namespace turnout::app
