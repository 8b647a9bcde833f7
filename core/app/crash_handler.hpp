// When a plugin takes the whole process down: which one, with which event, in which thread.
#pragma once
#include "core/plugin/running_calls.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace turnout::app {

class CrashReporter;

/// The first line of a report, and the last one of a whole one (crash_report.hpp reads them).
inline constexpr std::string_view crash_heading = "turnout crash report 1", crash_end = "end";

/// While it lives, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP and SIGSYS write a report to the standard error
/// and to a file, and then do what they did before: as a rule end the process, so that exit status and core dump are
/// the true ones. The report is made in the handler of the thread that has crashed, of memory that is prepared; only
/// async-signal-safe calls are made, and the memory of RunningCalls is read. After all that is needed comes the list of
/// return addresses: backtrace() is loaded beforehand, and with glibc 2.35 and gcc 12 or later neither it nor
/// _dl_find_object(), which tells what an address belongs to, locks or allocates; on a stack that was overwritten it
/// may crash itself.
///
/// A crash inside the handler ends the process with the first signal. Of threads that crash at once the first reports;
/// the others wait for the end. A thread needs a plugins::SignalStack for its overflowing stack to be reported.
///
/// One at a time in a process; made and destroyed while no other thread makes signal handlers.
class CrashHandler {
public:
    /// Sanitizers have handlers of their own for these signals, which say more: there nothing is installed.
    static constexpr bool supported =
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
        false;
#else
        true;
#endif

    /// The file is made anew, for this user only. If that cannot be, the standard error alone gets the report: see
    /// trouble(). `calls` outlives it. Throws std::logic_error if there is one already.
    CrashHandler(const plugins::RunningCalls& calls, std::filesystem::path file);
    CrashHandler(const CrashHandler&) = delete;
    CrashHandler& operator=(const CrashHandler&) = delete;
    ~CrashHandler(); ///< the former handlers are back, and the file goes, as it is empty

    /// Why there is no file, for the operator; empty: there is one.
    const std::string& trouble() const {
        return trouble_;
    }

private:
    void open_file();
    void install();

    const std::filesystem::path file_;
    std::string trouble_;
    int descriptor_ = -1;
    std::unique_ptr<CrashReporter> reporter_;
};

} // namespace turnout::app
