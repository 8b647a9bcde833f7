#include "core/app/signals.hpp"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace turnout::app {
namespace {

/// timeout(1) signals the process and then its group, a supervisor may signal a wrapper that passes it on: what comes
/// as soon as this is no second request.
constexpr std::chrono::milliseconds same_request{500};

int checked(int descriptor, const char* what) {
    if (descriptor < 0) throw std::system_error(errno, std::generic_category(), what);
    return descriptor;
}

} // namespace

Signals::Signals() {
    sigset_t taken;
    sigemptyset(&taken);
    for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&taken, number);
    signals_ = checked(signalfd(-1, &taken, SFD_CLOEXEC | SFD_NONBLOCK), "signalfd");
    ended_ = checked(eventfd(0, EFD_CLOEXEC), "eventfd");
    pthread_sigmask(SIG_BLOCK, &taken, &former_mask_);

    struct sigaction ignore {};

    ignore.sa_handler = SIG_IGN; // NOLINT(cppcoreguidelines-pro-type-cstyle-cast): the system's macro
    sigaction(SIGPIPE, &ignore, &former_pipe_);
    thread_ = std::thread([this] { run(); });
}

Signals::~Signals() {
    eventfd_write(ended_, 1);
    thread_.join();
    sigaction(SIGPIPE, &former_pipe_, nullptr);
    pthread_sigmask(SIG_SETMASK, &former_mask_, nullptr);
    close(signals_);
    close(ended_);
}

std::optional<int> Signals::wait(std::optional<std::chrono::nanoseconds> limit) {
    std::unique_lock lock(mutex_);
    const auto asked = [this] { return asked_.has_value(); };
    if (limit)
        changed_.wait_for(lock, *limit, asked);
    else
        changed_.wait(lock, asked);
    return asked_;
}

void Signals::run() {
    pthread_setname_np(pthread_self(), "signals");
    std::array<pollfd, 2> sources{{{signals_, POLLIN, 0}, {ended_, POLLIN, 0}}};
    for (;;) {
        if (poll(sources.data(), sources.size(), -1) < 0 && errno != EINTR) return;
        if ((sources[1].revents & POLLIN) != 0) return;
        signalfd_siginfo info{};
        while (read(signals_, &info, sizeof info) == sizeof info) taken(static_cast<int>(info.ssi_signo));
    }
}

void Signals::when_hung_up(std::function<void()> act) {
    const std::lock_guard lock(mutex_);
    hung_up_ = std::move(act);
    if (hung_up_ && std::exchange(hangup_waits_, false)) hung_up_();
}

void Signals::taken(int number) {
    const std::lock_guard lock(mutex_);
    if (number == SIGHUP) {
        if (hung_up_)
            hung_up_();
        else
            hangup_waits_ = true;
        return;
    }
    const auto now = std::chrono::steady_clock::now();
    if (asked_) {
        if (now - asked_at_ < same_request) return;
        _exit(128 + number);
    }
    asked_ = number;
    asked_at_ = now;
    changed_.notify_all();
}

} // namespace turnout::app
