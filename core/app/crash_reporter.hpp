// What happens in the handler of a crash: everything here is async-signal-safe once it is made.
#pragma once
#include "core/app/crash_cause.hpp"
#include "core/app/crash_text.hpp"
#include "core/plugin/running_calls.hpp"

#include <sys/types.h>

#include <array>
#include <atomic>
#include <csignal>

namespace turnout::app {

class CrashReporter {
public:
    using Actions = std::array<struct sigaction, crash_signals.size()>; ///< in the order of crash_signals

    /// `file`: -1, or a descriptor that stays the caller's.
    CrashReporter(const plugins::RunningCalls& calls, int file);

    /// What the signals do in the end; set before the handlers are installed.
    Actions& former() { return former_; }

    /// The handler's work. When it returns and the handler does, the process ends.
    void crashed(int number, siginfo_t& info, const void* context) noexcept;

private:
    void report(const siginfo_t& info, const CrashPlace& place) noexcept;
    void write_head(const siginfo_t& info, const CrashPlace& place) noexcept;
    void write_own_call() noexcept;
    void write_other_calls() noexcept;
    void write_frames(const CrashPlace& place) noexcept;
    void write_place(std::uintptr_t address) noexcept;
    void write_field(std::string_view name, std::string_view value) noexcept;
    bool find_own_call() noexcept;
    void end_with(int number, siginfo_t& info) noexcept;
    void end_at_once() noexcept;

    static constexpr int most_frames = 64;

    const plugins::RunningCalls& calls_;
    const pid_t process_;
    CrashText text_;
    Actions former_{};
    std::atomic<pid_t> reporting_{0}; ///< the thread that reports; 0: none yet
    siginfo_t first_{};               ///< of that thread's crash
    pid_t thread_ = 0;
    plugins::RunningCalls::Call call_;
    std::array<void*, most_frames> frames_{};
};

} // namespace turnout::app
