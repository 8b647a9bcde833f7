#include "core/http/gate/gate.hpp"

#include <algorithm>
#include <cerrno>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace turnout::http {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t scratch_size = std::size_t{64} * 1024;
constexpr milliseconds sweep_interval{250};

} // namespace

Gate::Gate(const GateOptions& options, std::shared_ptr<const Listener> listener, GateObserver* observer)
    : options_(options),
      bounds_(options),
      listener_(std::move(listener)),
      observer_(observer),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      now_(std::chrono::steady_clock::now()),
      next_sweep_(now_ + sweep_interval),
      scratch_(scratch_size) {
    if (epoll_ < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
    table_.reserve(options.max_connections + overflow_connections);
    epoll_event event{EPOLLIN | EPOLLET, {.ptr = nullptr}};
    if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, mailbox_.descriptor(), &event) != 0) {
        const int error = errno;
        ::close(epoll_);
        throw std::system_error(error, std::generic_category(), "epoll_ctl");
    }
    listen(true);
}

Gate::~Gate() {
    ConnectionQueue left = mailbox_.take();
    while (Connection* connection = left.pop())
        if (connection->newcomer) const std::unique_ptr<Connection> owned(connection);
    ::close(epoll_);
}

// In the holder's thread; the steps that connection.hpp argues about.
void Gate::give_back(Connection& connection, bool keep_alive) noexcept {
    connection.request = Request();
    held_.fetch_sub(std::exchange(connection.held, 0), std::memory_order_relaxed);
    const bool flushed = connection.out.empty();
    if (!keep_alive) {
        connection.closing = true;
        if (flushed) ::shutdown(connection.fd, SHUT_WR);
    }
    connection.deadline = std::chrono::steady_clock::now() + (!flushed     ? options_.flush_time
                                                              : keep_alive ? bounds_.idle_time()
                                                                           : options_.linger_time);
    if (flushed && !connection.more && connection.pending.empty()) {
        Owner expected = Owner::out;
        if (connection.owner.compare_exchange_strong(expected, Owner::gate, std::memory_order_acq_rel)) return;
    }
    mailbox_.post(connection);
}

int Gate::sleep(milliseconds timeout, std::array<epoll_event, events_at_once>& events) {
    mailbox_.going_to_sleep();
    read_mail();
    auto until = std::min(timeout, sweep_interval);
    if (!ready_.empty() || mailbox_.woken()) until = milliseconds::zero();
    const int n = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), static_cast<int>(until.count()));
    mailbox_.awake();
    if (n < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "epoll_wait");
    now_ = std::chrono::steady_clock::now();
    return n;
}

bool Gate::wait(milliseconds timeout) {
    if (!ready_.empty()) return true;
    std::array<epoll_event, events_at_once> events; // NOLINT(*-member-init): filled by the kernel
    const int n = sleep(timeout, events);
    batch_ = std::span(events).first(static_cast<std::size_t>(std::max(n, 0)));
    while (!batch_.empty()) {
        const epoll_event event = batch_.front();
        batch_ = batch_.subspan(1);
        if (event.data.ptr == this)
            acceptable_ = true;
        else if (event.data.ptr != nullptr)
            on_event(*static_cast<Connection*>(event.data.ptr),
                     (event.events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0);
    }
    // Only now: to make room, this may close a connection that still has an event in the batch.
    if (std::exchange(acceptable_, false)) accept_some();
    read_mail();
    if (follows_.exchange(false)) change_listener();
    if (now_ >= next_sweep_) sweep();
    return !ready_.empty();
}

Exchange Gate::take() {
    return {shared_from_this(), *ready_.pop()};
}

void Gate::on_event(Connection& connection, bool hangup) noexcept {
    Owner found = Owner::out;
    if (connection.owner.compare_exchange_strong(found, Owner::seen, std::memory_order_acq_rel)) return;
    if (found == Owner::seen) return;
    connection.more = hangup;
    advance(connection);
}

void Gate::read_mail() noexcept {
    ConnectionQueue mail = mailbox_.take();
    if (mail.empty()) return;
    mailbox_.awake();
    now_ = std::chrono::steady_clock::now();
    while (Connection* connection = mail.pop()) {
        if (std::exchange(connection->newcomer, false))
            adopt(std::unique_ptr<Connection>(connection));
        else if (const Answer* answer = std::exchange(connection->to_answer, nullptr)) {
            Exchange(shared_from_this(), *connection).answer(*answer); // it may be posted again
        } else {
            connection->owner.store(Owner::gate, std::memory_order_relaxed);
            connection->more = true;
            advance(*connection);
        }
    }
}

void Gate::sweep() noexcept {
    next_sweep_ = now_ + sweep_interval;
    if (!draining_) listen(true);
    for (std::size_t i = table_.size(); i-- > 0;) { // backwards: destroy() moves the last one here
        Connection& connection = *table_[i];
        if (connection.owner.load(std::memory_order_acquire) != Owner::gate || now_ < connection.deadline) continue;
        counters_.timeouts.fetch_add(1, std::memory_order_relaxed);
        if (connection.closing || !connection.reader || !connection.out.empty())
            destroy(connection);
        else
            refuse(connection, 408, "request not complete in time");
    }
    if (observer_ != nullptr) observer_->tick();
}

void Gate::refuse_ready() noexcept {
    while (!ready_.empty()) take(); // its end answers 503
}

void Gate::begin_drain() {
    draining_ = true;
    refuse_ready();
    // Requests that have arrived but were not read yet are told so, before idle connections are closed.
    for (std::size_t batches = table_.size() / events_at_once + 1; batches > 0; --batches) {
        wait(milliseconds::zero());
        refuse_ready();
    }
}

bool Gate::drain_some(milliseconds timeout) {
    answering_ = 0;
    for (std::size_t i = table_.size(); i-- > 0;) {
        Connection& connection = *table_[i];
        if (connection.owner.load(std::memory_order_acquire) != Owner::gate)
            ++answering_;
        else if (connection.closing || !connection.out.empty())
            continue;
        else if (connection.reader)
            refuse(connection, 503, "shutting down");
        else
            destroy(connection);
    }
    if (answering_ == 0) listen(false); // until then newcomers are told 503
    if (table_.empty()) return true;
    wait(timeout);
    refuse_ready();
    return false;
}

} // namespace turnout::http
