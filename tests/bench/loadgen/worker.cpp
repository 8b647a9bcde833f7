#include "tests/bench/loadgen/worker.hpp"

#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cmath>
#include <limits>
#include <system_error>

namespace turnout::bench {
namespace {

constexpr std::uint64_t timer_mark = std::numeric_limits<std::uint64_t>::max();
constexpr Nanoseconds step = 10 * millisecond; ///< the longest sleep, and how often timeouts are looked for

int checked(int result, const char* what) {
    if (result < 0) throw std::system_error(errno, std::generic_category(), what);
    return result;
}

} // namespace

Worker::Worker(Run& run, int index)
    : run_(run),
      options_(run.options),
      index_(static_cast<std::uint64_t>(index)),
      source_(run.options, index_),
      signer_(run.options.secret) {
    const auto threads = static_cast<std::uint64_t>(options_.threads);
    const auto share = [&](std::uint64_t total) { return total / threads + (index_ < total % threads ? 1 : 0); };
    connections_ = std::vector<Connection>(share(static_cast<std::uint64_t>(options_.connections)));
    limit_ = options_.count != 0 ? share(options_.count) : std::numeric_limits<std::uint64_t>::max();
    epoll_ = checked(epoll_create1(EPOLL_CLOEXEC), "epoll");
    timer_ = checked(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC), "timer");
    epoll_event event{};
    event.events = EPOLLIN | EPOLLET;
    event.data.u64 = timer_mark;
    checked(epoll_ctl(epoll_, EPOLL_CTL_ADD, timer_, &event), "epoll");
}

Worker::~Worker() {
    for (auto& connection : connections_) connection.close();
    close(timer_);
    close(epoll_);
}

void Worker::work() {
    prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
    warmup_end_ = run_.begin + from_seconds(options_.warmup);
    end_ = options_.duration > 0 ? warmup_end_ + from_seconds(options_.duration) : never;
    due_exact_ = options_.open_loop() ? 1e9 * static_cast<double>(index_) / options_.rate : 0;
    next_due_ = run_.begin + static_cast<Nanoseconds>(due_exact_);
    for (auto& connection : connections_) open(connection);
    Nanoseconds next_sweep = 0, give_up = never;
    std::array<epoll_event, 256> events{};
    for (;;) {
        start_due();
        const Nanoseconds now = monotonic_now();
        const bool sending = more(now);
        if (!sending && busy_ == 0) break;
        if ((!sending || now >= end_) && give_up == never) give_up = now + from_seconds(options_.drain);
        if (now >= give_up) break;
        if (now >= next_sweep) {
            sweep(now);
            if (!acknowledged_.empty()) run_.acknowledged.write(acknowledged_); // whoever reads the file sees it grow
            next_sweep = now + step;
        }
        const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), sleep_time(now));
        for (std::size_t i = 0; static_cast<int>(i) < count; ++i)
            if (events.at(i).data.u64 != timer_mark) on_event(connections_[events.at(i).data.u64], events.at(i).events);
    }
    count_what_is_late();
    run_.acknowledged.write(acknowledged_);
    run_.not_to_deliver.write(not_to_deliver_);
}

bool Worker::more(Nanoseconds now) const {
    return issued_ < limit_ && !run_.stopped && (options_.open_loop() ? next_due_ : now) < end_;
}

void Worker::advance() { // in a closed loop the next one is always due at once
    ++issued_;
    if (!options_.open_loop()) return;
    const double gap = 1e9 * options_.threads / options_.rate;
    due_exact_ += options_.poisson ? -std::log(1.0 - source_.random().unit()) * gap : gap;
    next_due_ = run_.begin + static_cast<Nanoseconds>(due_exact_);
}

void Worker::start_due() {
    const Nanoseconds now = monotonic_now();
    while (Connection* connection = idle_front()) {
        if (!more(now) || next_due_ > now) break;
        idle_.pop_front();
        connection->queued = false;
        start(*connection, now);
    }
}

void Worker::start(Connection& connection, Nanoseconds now) {
    Message& message = connection.message;
    source_.make(message, issued_);
    if ((message.bad || message.stale) && run_.not_to_deliver.on()) not_to_deliver_ += message.id + '\n';
    message.due = options_.open_loop() ? next_due_ : now;
    message.measured = message.due >= warmup_end_;
    connection.has_message = true;
    ++busy_;
    if (options_.duplicate_sent) source_.remember(message);
    advance();
    transmit(connection);
}

int Worker::sleep_time(Nanoseconds now) { // in milliseconds, for epoll_wait(); finer waits are the timer's
    constexpr int usual = 10;
    if (options_.spin) return 0;
    if (!more(now) || next_due_ - now >= step || idle_front() == nullptr) return usual;
    if (next_due_ <= now) return 0;
    if (next_due_ != armed_) {
        itimerspec time{};
        time.it_value.tv_sec = next_due_ / second;
        time.it_value.tv_nsec = next_due_ % second;
        timerfd_settime(timer_, TFD_TIMER_ABSTIME, &time, nullptr);
        armed_ = next_due_;
    }
    return usual;
}

void Worker::count_what_is_late() {
    const Nanoseconds now = monotonic_now();
    for (auto& connection : connections_) {
        if (!connection.has_message || !connection.message.measured) continue;
        ++statistics_[Counter::timeout];
        statistics_.latency.record(now - connection.message.due);
    }
    if (!options_.open_loop()) return;
    for (; more(now) && next_due_ <= now; advance()) { // their age so far is a lower bound of their latency
        if (next_due_ < warmup_end_) continue;
        ++statistics_[Counter::unsent];
        statistics_.latency.record(now - next_due_);
    }
}

void Worker::sweep(Nanoseconds now) {
    for (auto& connection : connections_) {
        const bool woken = connection.wake <= now;
        if (connection.phase == Phase::backoff && woken)
            open(connection);
        else if (connection.phase == Phase::waiting && woken)
            transmit(connection);
        else if (connection.descriptor >= 0 && connection.phase != Phase::idle && connection.phase != Phase::waiting &&
                 now - connection.began > from_seconds(options_.timeout))
            fail(connection, Counter::timeout);
    }
}

Connection* Worker::idle_front() {
    for (; !idle_.empty(); idle_.pop_front()) {
        Connection& connection = connections_[idle_.front()];
        if (connection.phase == Phase::idle) return &connection;
        connection.queued = false;
    }
    return nullptr;
}

} // namespace turnout::bench
