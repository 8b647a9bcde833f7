#include "core/app/crash_reporter.hpp"

#include "core/app/crash_handler.hpp"
#include "core/app/version.hpp"

#include <dlfcn.h>
#include <execinfo.h>
#include <link.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>

namespace turnout::app {
namespace {

/// So long a thread waits for the end that another one's crash brings.
constexpr int patience_ms = 10'000;

std::size_t index_of(int number) noexcept {
    const auto* const found = std::find(crash_signals.begin(), crash_signals.end(), number);
    return static_cast<std::size_t>(found - crash_signals.begin());
}

} // namespace

CrashReporter::CrashReporter(const plugins::RunningCalls& calls, int file)
    : calls_(calls),
      process_(::getpid()),
      text_(file, STDERR_FILENO) {
    // The first call loads a library, which a handler may not.
    static_cast<void>(::backtrace(frames_.data(), 1));
}

void CrashReporter::crashed(int number, siginfo_t& info, const void* context) noexcept {
    const pid_t thread = ::gettid();
    pid_t nobody = 0;
    if (::getpid() != process_) return end_with(number, info); // a child of the host: the report is not its
    if (reporting_.compare_exchange_strong(nobody, thread)) {
        thread_ = thread;
        first_ = info;
        report(info, place_of(context));
        return end_with(number, info);
    }
    if (nobody == thread) return end_at_once(); // the report itself has crashed
    ::poll(nullptr, 0, patience_ms);
    end_with(number, info);
}

void CrashReporter::report(const siginfo_t& info, const CrashPlace& place) noexcept {
    write_head(info, place);
    write_own_call();
    text_.flush();
    write_other_calls();
    text_.flush();
    write_frames(place);
    text_.add(crash_end).add("\n").flush();
}

void CrashReporter::write_head(const siginfo_t& info, const CrashPlace& place) noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    text_.add(crash_heading).add("\ntime: ").add_time(now.tv_sec).add("\nturnout: ").add(version);
    text_.add("\nsignal: ").add(name_of_signal(info.si_signo));
    if (const auto cause = cause_of(info, place); !cause.empty()) text_.add("\ncause: ").add(cause);
    if (has_address(info)) text_.add("\naddress: ").add_hexadecimal(reinterpret_cast<std::uintptr_t>(info.si_addr));
    text_.add("\nprocess: ").add(static_cast<std::uint64_t>(process_));
    std::array<char, 17> name{};
    ::prctl(PR_GET_NAME, name.data());
    text_.add("\nthread: ").add(static_cast<std::uint64_t>(thread_)).add(" ").add_escaped(name.data()).add("\n");
}

void CrashReporter::write_own_call() noexcept {
    if (!find_own_call()) return write_field("call", "none: this thread was in no call of the host into a plugin");
    write_field("plugin", call_.plugin.view());
    write_field("call", call_.call.view());
    write_field("route", call_.route.view());
    write_field("delivery", call_.delivery.view());
    write_field("message", call_.message.view());
    write_field("type", call_.type.view());
}

bool CrashReporter::find_own_call() noexcept {
    for (std::size_t index = 0; index < plugins::RunningCalls::slots; ++index)
        if (calls_.read(index, call_) && call_.thread == thread_) return true;
    return false;
}

void CrashReporter::write_field(std::string_view name, std::string_view value) noexcept {
    if (!value.empty()) text_.add(name).add(": ").add_escaped(value).add("\n");
}

void CrashReporter::write_other_calls() noexcept {
    for (std::size_t index = 0; index < plugins::RunningCalls::slots; ++index) {
        if (!calls_.read(index, call_) || call_.thread == thread_ || !call_.whole) continue;
        text_.add("beside: thread ").add(static_cast<std::uint64_t>(call_.thread)).add(" ");
        text_.add_escaped(call_.thread_name.view()).add(", plugin ").add_escaped(call_.plugin.view());
        text_.add(", ").add_escaped(call_.call.view());
        if (!call_.delivery.view().empty()) text_.add(", delivery ").add_escaped(call_.delivery.view());
        if (!call_.message.view().empty()) text_.add(", message ").add_escaped(call_.message.view());
        text_.add("\n");
    }
}

void CrashReporter::write_frames(const CrashPlace& place) noexcept {
    if (place.instruction != 0) {
        write_place(place.instruction);
        text_.flush();
    }
    const int count = ::backtrace(frames_.data(), most_frames);
    auto* const end = frames_.begin() + std::max(count, 0);
    // What lies before the crash is this handler. Where it cannot be found the whole list is better than none.
    auto* from = std::find_if(frames_.begin(), end, [&](const void* frame) {
        return reinterpret_cast<std::uintptr_t>(frame) == place.instruction;
    });
    from = from == end ? frames_.begin() : from + 1;
    for (; from != end; ++from) {
        write_place(reinterpret_cast<std::uintptr_t>(*from));
        text_.flush();
    }
}

/// An address as addr2line wants it: the file, and the offset in it.
void CrashReporter::write_place(std::uintptr_t address) noexcept {
    text_.add("at: ").add_hexadecimal(address);
    dl_find_object object{};
    void* const pointer = reinterpret_cast<void*>(address); // NOLINT(performance-no-int-to-ptr): so it is asked for
    if (::_dl_find_object(pointer, &object) == 0 && object.dlfo_link_map != nullptr) {
        const auto& file = *object.dlfo_link_map;
        const std::string_view name{file.l_name == nullptr ? "" : file.l_name};
        text_.add(" ").add_escaped(name.empty() ? "turnout" : name).add("+").add_hexadecimal(address - file.l_addr);
    }
    text_.add("\n");
}

/// The signal is sent again, as it came; it is blocked until the handler returns, so it meets the thread where it
/// crashed, and that is what a core dump shows.
void CrashReporter::end_with(int number, siginfo_t& info) noexcept {
    ::sigaction(number, &former_[index_of(number)], nullptr);
    if (::syscall(SYS_rt_tgsigqueueinfo, ::getpid(), ::gettid(), number, &info) != 0)
        static_cast<void>(::raise(number));
}

/// Not by returning, which would go back into the handler that has crashed.
void CrashReporter::end_at_once() noexcept {
    end_with(first_.si_signo, first_);
    sigset_t blocked;
    sigemptyset(&blocked);
    sigaddset(&blocked, first_.si_signo);
    ::pthread_sigmask(SIG_UNBLOCK, &blocked, nullptr);
}

} // namespace turnout::app
