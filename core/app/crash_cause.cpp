#include "core/app/crash_cause.hpp"

#include <ucontext.h>
#include <unistd.h>

namespace turnout::app {
namespace {

/// Members of a null object lie in the first page.
constexpr std::uintptr_t first_page = 4096;
/// So far from the stack pointer a function that needs a large frame touches the memory beyond the stack.
constexpr std::uintptr_t largest_frame = std::uintptr_t{64} * 1024;

bool is_near(std::uintptr_t one, std::uintptr_t other) noexcept {
    return (one > other ? one - other : other - one) < largest_frame;
}

std::string_view cause_of_segv(const siginfo_t& info, const CrashPlace& place) noexcept {
    if (!has_address(info)) return "an address that no memory can have was used";
    const auto address = reinterpret_cast<std::uintptr_t>(info.si_addr);
    if (address < first_page) return "a null pointer was used";
    if (place.stack != 0 && is_near(address, place.stack)) return "the stack is full: a recursion without an end?";
    return info.si_code == SEGV_MAPERR ? "no memory is there" : "the memory may not be used like that";
}

std::string_view cause_of_fpe(const siginfo_t& info) noexcept {
    return info.si_code == FPE_INTDIV ? "an integer was divided by zero" : "a number cannot be represented";
}

} // namespace

std::string_view name_of_signal(int number) noexcept {
    switch (number) {
    case SIGSEGV: return "SIGSEGV";
    case SIGBUS: return "SIGBUS";
    case SIGFPE: return "SIGFPE";
    case SIGILL: return "SIGILL";
    case SIGABRT: return "SIGABRT";
    case SIGTRAP: return "SIGTRAP";
    case SIGSYS: return "SIGSYS";
    default: return "a signal";
    }
}

CrashPlace place_of(const void* context) noexcept {
    if (context == nullptr) return {};
    const auto& machine = static_cast<const ucontext_t*>(context)->uc_mcontext;
#if defined(__x86_64__)
    return {static_cast<std::uintptr_t>(machine.gregs[REG_RIP]), static_cast<std::uintptr_t>(machine.gregs[REG_RSP])};
#elif defined(__aarch64__)
    return {static_cast<std::uintptr_t>(machine.pc), static_cast<std::uintptr_t>(machine.sp)};
#else
    static_cast<void>(machine);
    return {};
#endif
}

bool has_address(const siginfo_t& info) noexcept {
    const bool can = info.si_signo == SIGSEGV || info.si_signo == SIGBUS || info.si_signo == SIGFPE ||
                     info.si_signo == SIGILL || info.si_signo == SIGTRAP;
    return can && info.si_code > 0 && info.si_code != SI_KERNEL;
}

std::string_view cause_of(const siginfo_t& info, const CrashPlace& place) noexcept {
    if (info.si_code <= 0) {
        if (info.si_pid != ::getpid()) return "another process has sent it";
        return info.si_signo == SIGABRT ? "the program gave up: a failed assertion, or an exception that nobody caught?"
                                        : "the process has sent it to itself";
    }
    switch (info.si_signo) {
    case SIGSEGV: return cause_of_segv(info, place);
    case SIGBUS: return "memory has lost what it was mapped from, or is badly aligned: was a file in use overwritten?";
    case SIGFPE: return cause_of_fpe(info);
    case SIGILL: return "no such instruction: was code reached that must not be, or is the processor too old?";
    case SIGSYS: return "a system call that is not allowed was made";
    default: return {};
    }
}

} // namespace turnout::app
