#include "core/http/api/live_feed.hpp"

#include "core/http/api/watcher.hpp"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <system_error>
#include <utility>

namespace turnout::http {
namespace {

using std::chrono::milliseconds, std::chrono::steady_clock;

constexpr milliseconds longest_sleep{1'000};

int make_bell() {
    const int bell = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (bell < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
    return bell;
}

} // namespace

LiveFeed::LiveFeed(const Limits& limits) : limits_(limits), bell_(make_bell()), thread_([this] { run(); }) {
}

LiveFeed::~LiveFeed() {
    stop();
    ::close(bell_);
}

void LiveFeed::wake() const noexcept {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(bell_, &one, sizeof one); // EAGAIN: it is awake enough
}

void LiveFeed::publish(Note note) noexcept {
    const std::lock_guard lock(mutex_);
    try {
        if (inbox_.notes.size() < limits_.notes)
            inbox_.notes.push_back(std::move(note));
        else
            ++inbox_.missed;
    } catch (const std::bad_alloc&) {
        ++inbox_.missed;
    }
    if (!std::exchange(rung_, true)) wake();
}

void LiveFeed::watch(Exchange exchange, Interest interest) {
    auto watcher = std::make_unique<Watcher>(std::move(exchange), std::move(interest), limits_, steady_clock::now());
    const std::lock_guard lock(mutex_);
    if (inbox_.stopping) return watcher->end();
    inbox_.newcomers.push_back(std::move(watcher));
    watchers_.fetch_add(1, std::memory_order_relaxed);
    if (!std::exchange(rung_, true)) wake();
}

void LiveFeed::stop() {
    {
        const std::lock_guard lock(mutex_);
        inbox_.stopping = true;
        wake();
    }
    if (thread_.joinable()) thread_.join();
}

LiveFeed::Inbox LiveFeed::take() {
    const std::lock_guard lock(mutex_);
    std::uint64_t count = 0;
    [[maybe_unused]] const auto got = ::read(bell_, &count, sizeof count);
    rung_ = false;
    Inbox taken;
    taken.stopping = inbox_.stopping;
    taken.missed = std::exchange(inbox_.missed, 0);
    std::swap(taken.notes, inbox_.notes);
    std::swap(taken.newcomers, inbox_.newcomers);
    return taken;
}

// Until there is something to show, or a watcher takes again, or goes.
void LiveFeed::sleep(milliseconds limit) const {
    std::vector<pollfd> all{{bell_, POLLIN, 0}};
    for (const auto& watcher : watching_)
        all.push_back(
            {watcher->descriptor(), static_cast<short>(POLLRDHUP | (watcher->waits_for_room() ? POLLOUT : 0)), 0});
    ::poll(all.data(), all.size(), static_cast<int>(limit.count()));
    for (std::size_t i = 1; i < all.size(); ++i)
        if ((all[i].revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0) watching_[i - 1]->leave();
}

void LiveFeed::show(const Inbox& inbox) {
    for (const auto& watcher : watching_) watcher->miss(inbox.missed);
    for (const auto& note : inbox.notes) {
        std::string text; // made once, and only if somebody wants it
        for (const auto& watcher : watching_) {
            if (!watcher->wants(note)) continue;
            if (text.empty()) text = text_of(note);
            watcher->offer(text);
        }
    }
}

void LiveFeed::part() {
    const auto now = steady_clock::now();
    const auto gone = std::erase_if(watching_, [&](const auto& watcher) { return !watcher->serve(now); });
    watchers_.fetch_sub(gone, std::memory_order_relaxed);
}

void LiveFeed::run() {
    ::pthread_setname_np(::pthread_self(), "admin-feed");
    for (;;) {
        sleep(std::min(limits_.heartbeat, longest_sleep));
        Inbox inbox = take();
        for (auto& watcher : inbox.newcomers) watching_.push_back(std::move(watcher));
        show(inbox);
        part();
        if (inbox.stopping) break;
    }
    for (const auto& watcher : watching_) watcher->end();
    watching_.clear();
}

} // namespace turnout::http
