#include "core/app/crash_handler.hpp"

#include "core/app/crash_reporter.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <system_error>

namespace turnout::app {
namespace {

/// A handler is handed nothing of the program's own, so this is where it finds what it needs.
std::atomic<CrashReporter*> installed{nullptr};
static_assert(std::atomic<CrashReporter*>::is_always_lock_free);

void on_crash(int number, siginfo_t* info, void* context) {
    if (auto* reporter = installed.load()) reporter->crashed(number, *info, context);
}

bool is_ignored(const struct sigaction& action) {
    return (action.sa_flags & SA_SIGINFO) == 0 && action.sa_handler == SIG_IGN;
}

} // namespace

CrashHandler::CrashHandler(const plugins::RunningCalls& calls, std::filesystem::path file) : file_(std::move(file)) {
    if (!supported) return;
    open_file();
    reporter_ = std::make_unique<CrashReporter>(calls, descriptor_);
    CrashReporter* none = nullptr;
    if (!installed.compare_exchange_strong(none, reporter_.get())) {
        if (descriptor_ >= 0) ::close(descriptor_);
        throw std::logic_error("this process has a crash handler already");
    }
    install();
}

void CrashHandler::open_file() {
    constexpr int how = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
    descriptor_ = ::open(file_.c_str(), how, S_IRUSR | S_IWUSR);
    if (descriptor_ < 0)
        trouble_ = "a crash would be told on the standard error only: " + file_.string() + ": " +
                   std::generic_category().message(errno);
}

void CrashHandler::install() {
    struct sigaction action {};

    action.sa_sigaction = on_crash;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    for (std::size_t index = 0; index < crash_signals.size(); ++index) {
        auto& former = reporter_->former()[index];
        ::sigaction(crash_signals[index], nullptr, &former); // known before a crash can need it
        // Ignoring would let a process go on whose memory is broken.
        if (is_ignored(former)) former.sa_handler = SIG_DFL;
        ::sigaction(crash_signals[index], &action, nullptr);
    }
}

CrashHandler::~CrashHandler() {
    if (!supported) return;
    for (std::size_t index = 0; index < crash_signals.size(); ++index)
        ::sigaction(crash_signals[index], &reporter_->former()[index], nullptr);
    installed.store(nullptr);
    if (descriptor_ < 0) return;

    struct stat about {};

    // A thread that crashes just now keeps what it has written.
    if (::fstat(descriptor_, &about) == 0 && about.st_size == 0) ::unlink(file_.c_str());
    ::close(descriptor_);
}

} // namespace turnout::app
