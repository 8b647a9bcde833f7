// What a signal that ends the process says of its cause. Async-signal-safe.
#pragma once
#include <array>
#include <csignal>
#include <cstdint>
#include <string_view>

namespace turnout::app {

/// The signals that mean a crash.
inline constexpr std::array crash_signals{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS};

/// "SIGSEGV" and so on; for a signal that is none of these "a signal".
std::string_view name_of_signal(int number) noexcept;

/// Where a thread was when a handler interrupted it.
struct CrashPlace {
    std::uintptr_t instruction = 0; ///< 0: not known on this machine
    std::uintptr_t stack = 0;
};

/// From the third argument of a handler.
CrashPlace place_of(const void* context) noexcept;

/// Whether `info.si_addr` is an address; if not, somebody has sent the signal, or it has none.
bool has_address(const siginfo_t& info) noexcept;

/// In a few words, e.g. "a null pointer was used"; empty if there is nothing to say.
std::string_view cause_of(const siginfo_t& info, const CrashPlace& place) noexcept;

} // namespace turnout::app
